import { z } from "zod";
import { jsonObjectSchema, jsonSchema } from "./json.ts";
import { runSummarySchema } from "./runs.ts";

export const subjectSchema = z.object({
  subject: z.string(),
  profile: jsonObjectSchema,
  updatedAt: z.string().nullable(),
  runs: z.array(runSummarySchema),
});
export const profileChangesSchema = z.strictObject({
  /** Merged into the profile; null removes a field. */
  attributes: z.record(z.string().min(1).max(120), jsonSchema),
});
