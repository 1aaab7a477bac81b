import { z } from "zod";

/** RFC 9457 problem+json, with every problem and its place: a JSON pointer into the body, the query or the stored draft. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
