// When time is up for a wait or a task. Zones are read outside: `next-instant` is asked for local times.
import { evaluate } from "../expressions/cel.ts";
import { numberAsDuration } from "../expressions/number-as-duration.ts";
import { readMoment, readSpan } from "../expressions/time-text.ts";
import { describe } from "../expressions/values.ts";
import type { WaitTimeout } from "../plan.ts";
import type { Token } from "../stepper/state.ts";
import { ask, scopeOf } from "../stepper/turn.ts";
import type { Turn } from "../stepper/turn.ts";

/** An instant in ms, none, one that had to be asked for, or why it cannot be known. */
export type Deadline =
  | { readonly kind: "none" }
  | { readonly kind: "at"; readonly at: number }
  | { readonly kind: "asked" }
  | { readonly kind: "error"; readonly message: string };

/** The last millisecond of year 9999: RFC 3339 has no later one. */
const LATEST = Date.UTC(10_000, 0, 1) - 1;

/** Finds the deadline of a visit, counted from its start. */
export function findDeadline(
  turn: Turn,
  token: Token,
  name: string,
  rule: WaitTimeout | undefined,
): Deadline {
  if (rule === undefined) return { kind: "none" };
  switch (rule.kind) {
    case "after":
      return toDeadline(token.startedAt + rule.ms);
    case "after-expression":
      return afterExpression(turn, token, rule.cel);
    case "until":
      return until(turn, rule);
    case "next-local-time":
      ask(turn, { kind: "next-instant", step: token.at, name, rule }, `instant ${token.at}`);
      return { kind: "asked" };
  }
}

function afterExpression(turn: Turn, token: Token, cel: string): Deadline {
  const result = evaluate(cel, scopeOf(turn));
  if (!result.ok) return { kind: "error", message: result.message };
  const { value } = result;
  if (typeof value === "number") return { kind: "error", message: numberAsDuration(String(value)) };
  if (typeof value !== "string")
    return {
      kind: "error",
      message: `${JSON.stringify(value)} is no duration; duration('PT30M') would be one`,
    };
  const span = readSpan(value);
  return span.ok ? toDeadline(token.startedAt + span.value.ms) : { kind: "error", message: span.message };
}

function until(turn: Turn, { cel, offsetMs }: Extract<WaitTimeout, { kind: "until" }>): Deadline {
  const result = evaluate(cel, scopeOf(turn));
  if (!result.ok) return { kind: "error", message: result.message };
  if (typeof result.value !== "string")
    return {
      kind: "error",
      message: `${describe(result.value)} is no date; timestamp('2026-03-29T10:00:00Z') would be one`,
    };
  const moment = readMoment(result.value);
  return moment.ok ? toDeadline(moment.value.at + offsetMs) : { kind: "error", message: moment.message };
}

/** What is over already is due now; what no calendar holds parks the step. */
function toDeadline(at: number): Deadline {
  if (at <= LATEST) return { kind: "at", at: Math.max(0, at) };
  return { kind: "error", message: "it lies beyond the year 9999; a duration such as P30D would be one" };
}
