import { z } from "zod";
import { expressionSchema, wordSchema } from "../../document/schema.ts";

/** An event type, a hook, or neither: started by hand. */
export const triggerFields = z.object({
  eventType: z.string().min(1).max(256).optional(),
  hook: wordSchema.optional(),
  filter: expressionSchema.optional(),
});
