// When time is up for a wait or a task: one rule for durations, dates in the data and times of day.
import { evaluateBy } from "../expressions/cel.ts";
import { ValueProblem } from "../expressions/failure.ts";
import { numberAsDuration } from "../expressions/number-as-duration.ts";
import { taken } from "../expressions/taken.ts";
import { describe, Moment } from "../expressions/values.ts";
import type { WaitTimeout } from "../plan.ts";
import type { Token } from "../stepper/state.ts";
import { scopeOf } from "../stepper/turn.ts";
import type { Turn } from "../stepper/turn.ts";
import { clocksOf } from "../stepper/zones.ts";
import { OF_SUBJECT } from "../time/clocks.ts";
import type { Clocks } from "../time/clocks.ts";
import { nextLocalTime } from "../time/next-local-time.ts";
import { readMoment } from "../time/read-date.ts";
import { later, readSpan } from "../time/span-text.ts";

/** An instant in ms, none, or why it cannot be known. */
export type Deadline =
  | { readonly kind: "none" }
  | { readonly kind: "at"; readonly at: number }
  | { readonly kind: "error"; readonly message: string };

/** The last millisecond of year 9999: RFC 3339 has no later one. */
const LATEST = Date.UTC(10_000, 0, 1) - 1;

/** Finds the deadline of a visit, counted from its start. Throws ZoneWanted where clocks must be read first. */
export function findDeadline(turn: Turn, token: Token, rule: WaitTimeout | undefined): Deadline {
  if (rule === undefined) return { kind: "none" };
  try {
    return toDeadline(instantOf(turn, token, rule));
  } catch (error) {
    if (error instanceof ValueProblem) return { kind: "error", message: error.message };
    throw error;
  }
}

/** The instant (ms) some time after another, by the calendar of the flow's zone where it counts days or months. */
function laterThan(from: number, span: string, clocks: Clocks, zone: string = clocks.zone): number {
  return taken(later(clocks, zone, new Moment(from), taken(readSpan(span)))).at;
}

function instantOf(turn: Turn, { startedAt }: Token, rule: WaitTimeout): number {
  const clocks: Clocks = { ...clocksOf(turn), profile: turn.state.profile };
  switch (rule.kind) {
    case "after":
      return startedAt + rule.ms;
    case "after-span":
      return laterThan(startedAt, rule.span, clocks);
    case "after-expression":
      return laterThan(startedAt, computedSpan(turn, rule.cel, clocks), clocks);
    case "until": {
      const zone = zoneOf(rule, clocks);
      const { at } = computedMoment(turn, rule.cel, clocks, zone);
      return rule.offset === undefined ? at : laterThan(at, rule.offset, clocks, zone);
    }
    case "next-local-time":
      return nextLocalTime(rule, clocks, zoneOf(rule, clocks), startedAt);
  }
}

function zoneOf(
  { zone }: Extract<WaitTimeout, { kind: "until" | "next-local-time" }>,
  clocks: Clocks,
): string {
  return zone === "subject" ? OF_SUBJECT : clocks.zone;
}

function computedSpan(turn: Turn, cel: string, clocks: Clocks): string {
  const result = evaluateBy(clocks, cel, scopeOf(turn));
  if (!result.ok) throw new ValueProblem(result.message);
  const { value } = result;
  if (typeof value === "string") return value;
  if (typeof value === "number") throw new ValueProblem(numberAsDuration(String(value)));
  throw new ValueProblem(`${JSON.stringify(value)} is no duration; duration('PT30M') would be one`);
}

function computedMoment(turn: Turn, cel: string, clocks: Clocks, zone: string): Moment {
  const result = evaluateBy(clocks, cel, scopeOf(turn));
  if (!result.ok) throw new ValueProblem(result.message);
  const { value } = result;
  if (typeof value === "string") return taken(readMoment(value, clocks, zone));
  throw new ValueProblem(`${describe(value)} is no date, write it as 2026-03-29 or 2026-03-29T10:00`);
}

/** What is over already is due now; what no calendar holds parks the step. */
function toDeadline(at: number): Deadline {
  if (at <= LATEST) return { kind: "at", at: Math.max(0, at) };
  return { kind: "error", message: "it lies beyond the year 9999; a duration such as P30D would be one" };
}
