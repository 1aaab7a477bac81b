import { z } from "zod";
import { jsonObjectSchema, jsonSchema } from "./json.ts";

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
  form: jsonSchema,
  decisions: z.array(z.object({ key: z.string(), label: z.string() })),
  state: z.enum(["open", "decided", "overdue", "withdrawn"]),
  claimedBy: z.string().nullable(),
  dueAt: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  decision: z.string().nullable(),
  values: jsonSchema.nullable(),
  decidedBy: z.string().nullable(),
});
export type Task = z.infer<typeof taskSchema>;

export const decideSchema = z.strictObject({
  decision: z.string().min(1).max(63),
  values: jsonObjectSchema.optional(),
});
