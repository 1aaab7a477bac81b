import { z } from "zod";
import { durationSchema, expressionSchema, wordSchema } from "../../document/schema.ts";
import { deadlineFields } from "../deadline-fields.ts";

/** Events, each with its port, and a deadline; without events a pure delay. */
export const waitFields = z.object({
  events: z
    .array(
      z.object({
        type: z.string().min(1).max(256),
        port: wordSchema,
        filter: expressionSchema.optional(),
        again: z.boolean().optional(),
      }),
    )
    .max(20)
    .default([]),
  correlate: z.object({ event: expressionSchema, run: expressionSchema }).optional(),
  since: z.union([z.enum(["run", "step"]), z.strictObject({ lookBack: durationSchema })]).default("run"),
  timeout: deadlineFields.optional(),
});
