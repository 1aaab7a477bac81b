// How a wait or a task says when time is up.
import { z } from "zod";
import { durationSchema, expressionSchema } from "../document/schema.ts";
import { durationToMs } from "../duration.ts";
import type { WaitTimeout } from "../plan.ts";
import { expressionText } from "./expression-text.ts";

export const deadlineFields = z.union([
  durationSchema,
  expressionSchema,
  z.strictObject({
    until: expressionSchema,
    offset: z
      .string()
      .refine((text) => durationToMs(text) !== null, "a duration such as PT2H or -P1D")
      .optional(),
  }),
  z.strictObject({
    at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 09:00"),
    weekdays: z.array(z.int().min(1).max(7)).max(7).optional(),
  }),
]);

/** The plan's form of a deadline. */
export function lowerDeadline(fields: z.infer<typeof deadlineFields>, zone: string): WaitTimeout {
  if (typeof fields === "string") return { kind: "after", ms: toMs(fields) };
  if ("until" in fields) {
    const offsetMs = fields.offset === undefined ? 0 : toMs(fields.offset);
    return { kind: "until", cel: expressionText(fields.until), offsetMs };
  }
  if ("at" in fields)
    return { kind: "next-local-time", time: fields.at, weekdays: fields.weekdays ?? [], zone };
  return { kind: "after-expression", cel: expressionText(fields) };
}

/** Milliseconds of a duration that was checked before. */
export function toMs(text: string): number {
  const ms = durationToMs(text);
  if (ms === null)
    throw new SyntaxError(`Cannot read duration "${text}": write for example PT30M, P1D or P2W`);
  return ms;
}
