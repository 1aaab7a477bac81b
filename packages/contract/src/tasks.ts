import { z } from "zod";

export const taskSchema = z.object({
  id: z.string(),
  run: z.string(),
  flow: z.string(),
  flowName: z.string(),
  node: z.string(),
  subject: z.string(),
  queue: z.string(),
  title: z.string(),
  body: z.string(),
  /** JSON Schema. */
  form: z.json(),
  decisions: z.array(z.object({ key: z.string(), label: z.string() })),
  state: z.enum(["open", "decided", "overdue", "withdrawn"]),
  claimedBy: z.string().nullable(),
  dueAt: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  decision: z.string().nullable(),
  values: z.json().nullable(),
  decidedBy: z.string().nullable(),
});
export type Task = z.infer<typeof taskSchema>;

export const decideSchema = z.strictObject({
  decision: z.string().min(1).max(63),
  values: z.record(z.string(), z.json()).optional(),
});
