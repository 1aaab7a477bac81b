// How a wait or a task says when time is up.
import { z } from "zod";
import { expressionSchema, spanSchema } from "../document/schema.ts";
import { durationToMs } from "../duration.ts";
import type { WaitTimeout } from "../plan.ts";
import { readSpan } from "../time/span-text.ts";
import { expressionText } from "./expression-text.ts";

const zoneOf = z.enum(["flow", "subject"]).optional();

export const deadlineFields = z.union([
  spanSchema,
  expressionSchema,
  z.strictObject({
    until: expressionSchema,
    offset: z
      .string()
      .refine((text) => readSpan(text).ok, "a duration such as PT2H or -P1D")
      .optional(),
    zone: zoneOf,
  }),
  z.strictObject({
    at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 09:00"),
    weekdays: z.array(z.int().min(1).max(7)).max(7).optional(),
    zone: zoneOf,
  }),
]);

/** The plan's form of a deadline. */
export function lowerDeadline(fields: z.infer<typeof deadlineFields>): WaitTimeout {
  if (typeof fields === "string") return lowerSpan(fields);
  if ("until" in fields) {
    const { until, offset, zone = "flow" } = fields;
    return { kind: "until", cel: expressionText(until), ...(offset === undefined ? {} : { offset }), zone };
  }
  if ("at" in fields)
    return {
      kind: "next-local-time",
      time: fields.at,
      weekdays: fields.weekdays ?? [],
      zone: fields.zone ?? "flow",
    };
  return { kind: "after-expression", cel: expressionText(fields) };
}

/** Only days and what is longer ask for a calendar. */
function lowerSpan(text: string): WaitTimeout {
  const span = readSpan(text);
  if (span.ok && span.value.days === 0 && span.value.months === 0)
    return { kind: "after", ms: span.value.ms };
  return { kind: "after-span", span: text };
}

/** Milliseconds of a duration that was checked before. */
export function toMs(text: string): number {
  const ms = durationToMs(text);
  if (ms === null)
    throw new SyntaxError(`Cannot read duration "${text}": write for example PT30M, P1D or P2W`);
  return ms;
}
