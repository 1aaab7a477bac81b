import { z } from "zod";
import { expressionSchema, wordSchema } from "../../document/schema.ts";

/** Branches with conditions, or shares by weight with a sticky key. */
export const splitFields = z.union([
  z.object({
    branches: z
      .array(z.object({ port: wordSchema, when: expressionSchema }))
      .min(1)
      .max(50),
  }),
  z.object({
    weights: z
      .array(z.object({ port: wordSchema, weight: z.number().positive() }))
      .min(1)
      .max(50),
    key: expressionSchema.default({ $cel: "subject" }),
  }),
]);
