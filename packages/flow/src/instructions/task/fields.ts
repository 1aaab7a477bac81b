import { z } from "zod";
import { spanSchema, wordSchema } from "../../document/schema.ts";
import { deadlineFields } from "../deadline-fields.ts";

export const taskFields = z.object({
  queue: z.string().min(1).max(300),
  title: z.string().min(1).max(2000),
  body: z.string().max(100_000).default(""),
  form: z.record(z.string(), z.json()).default({}),
  decisions: z
    .array(z.object({ key: wordSchema, label: z.string().min(1).max(120) }))
    .min(1)
    .max(20),
  due: deadlineFields.optional(),
  escalate: z
    .array(z.object({ after: spanSchema, to: z.string().min(1).max(63) }))
    .max(10)
    .default([]),
});
