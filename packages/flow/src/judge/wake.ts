// Whether an event satisfies a wait. The matcher, `open-wait`, a receipt and the simulator ask here, so they cannot differ.
import { referencedPaths } from "../expressions/cel.ts";
import { evaluateCondition } from "../expressions/on-host.ts";
import type { JsonObject } from "../json.ts";
import type { Cel } from "../plan.ts";
import type { OpenWaitRow, SinceFrom } from "../stepper/facts.ts";
import type { EventScope } from "./scope.ts";

/** How far the clocks of workers and database may differ before an event loses against a deadline it has met. */
export const CLOCK_TOLERANCE_MS = 2_000;

/** Where a visit of a wait stands; all its rows share it. Instants are ms since the epoch. */
export type WaitState =
  | { readonly kind: "open" }
  | { readonly kind: "matched"; readonly n: number }
  /** Its time is up, but an event that was received before may still come. */
  | { readonly kind: "expiring"; readonly deadline: number }
  | { readonly kind: "expired" };

/** A row of a wait, as far as an event is judged by it. */
export interface JudgedWait {
  /** Named as the topics of the event are. */
  readonly topic: string;
  readonly filter: Cel | null;
  /** What the filter sees of the run. */
  readonly bindings: JsonObject;
  /** Exclusive: only match numbers above it count. */
  readonly fromNo: number;
  readonly port: string;
  readonly state: WaitState;
}

/** An event that was matched, as a wait meets it. */
export interface MetEvent {
  readonly scope: EventScope;
  /** The topics it is in (`topicsOf`). */
  readonly topics: readonly string[];
  /** Match number. */
  readonly no: number;
  /** Ms since the epoch. */
  readonly receivedAt: number;
}

/** What an event does to a wait. */
export type WakeVerdict = { readonly kind: "wakes"; readonly port: string } | WakeMiss;

/** Why an event does not satisfy a wait. */
export type WakeMiss = FilterMiss | PlaceMiss;

interface PlaceMiss {
  readonly kind: "miss";
  /** `over`: matched or expired before. `too-late`: its deadline had passed. `waited-later`: it was opened after. */
  readonly code: "over" | "too-late" | "other-topic" | "waited-later";
  readonly reason: string;
}

interface FilterMiss {
  readonly kind: "miss";
  readonly code: "filter-false" | "filter-error";
  readonly reason: string;
  /** The filter; `valuesSeen` tells what it found. */
  readonly expression: Cel;
}

const OVER = miss("over", "the wait is over");
const TOO_LATE = miss("too-late", "the deadline of the wait had passed");
const OTHER_TOPIC = miss("other-topic", "the wait is for another type or key");
const WAITED_LATER = miss("waited-later", "the run came to the wait after the event");

/** How things stand when an event meets a wait. */
export interface Standing {
  /** Where it has changed since the row was read. */
  readonly state?: WaitState;
  /** Of the run's subject, as it is when the event is judged; absent where nobody knows it. */
  readonly profile?: JsonObject | undefined;
}

/** Judges one event for one row. */
export function judgeWake(
  row: JudgedWait,
  event: MetEvent,
  { state = row.state, profile }: Standing = {},
): WakeVerdict {
  if (!event.topics.includes(row.topic)) return OTHER_TOPIC;
  if (state.kind === "matched" || state.kind === "expired") return OVER;
  if (state.kind === "expiring" && !beatsDeadline(event.receivedAt, state.deadline)) return TOO_LATE;
  if (event.no <= row.fromNo) return WAITED_LATER;
  return judgeFilter(row, event.scope, profile) ?? { kind: "wakes", port: row.port };
}

/**
 * Why the filter of a wait does not hold for an event; null when it does. One that cannot be judged does not. It sees what
 * the run knew when it came to the wait, and the profile as it is at the event.
 */
export function judgeFilter(
  { filter, bindings }: Pick<JudgedWait, "filter" | "bindings">,
  scope: EventScope,
  profile?: JsonObject,
): FilterMiss | null {
  if (filter === null) return null;
  const { event, now } = scope;
  const seen = profile === undefined ? { ...bindings, event, now } : { ...bindings, event, now, profile };
  const judged = evaluateCondition(filter, seen);
  if (!judged.ok) return { kind: "miss", code: "filter-error", reason: judged.message, expression: filter };
  return judged.value
    ? null
    : { kind: "miss", code: "filter-false", reason: "the condition is not true", expression: filter };
}

/** Whether somebody must know the profile to judge a filter. */
export function readsProfile(filter: Cel | null | undefined): boolean {
  // Most filters are done with the first look.
  return (
    typeof filter === "string" &&
    filter.includes("profile") &&
    referencedPaths(filter).some(([root]) => root === "profile")
  );
}

/** Whether an event received then still beats a deadline (both ms). */
export function beatsDeadline(receivedAt: number, deadline: number): boolean {
  return receivedAt <= deadline + CLOCK_TOLERANCE_MS;
}

/**
 * Whether a wait counts an event that was matched before it was opened: it lies in what the wait looks back to (instants
 * come from two clocks), and ended no other wait of the run unless the row takes it again.
 */
export function countsSince(
  since: SinceFrom,
  past: { readonly no: number; readonly receivedAt: number },
  row: Pick<OpenWaitRow, "again"> = {},
): boolean {
  if (past.no <= since.no) return false;
  if (row.again !== true && since.taken?.includes(past.no) === true) return false;
  return since.at === undefined || past.receivedAt >= since.at - CLOCK_TOLERANCE_MS;
}

function miss(code: PlaceMiss["code"], reason: string): PlaceMiss {
  return Object.freeze({ kind: "miss", code, reason });
}
