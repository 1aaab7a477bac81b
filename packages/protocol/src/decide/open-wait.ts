// Opens a wait that could not be known at entry. Runs under the match lock, shared: an event is already among the
// candidates or it will see the rows.
import type { EventRow, RunRow, WaitRow } from "../rows.ts";
import type { OpenWaitRequest, RunClosed } from "../store.ts";
import { eventScope } from "./match-keys.ts";
import { CLOCK_TOLERANCE_MS, filterHolds, toMatchedEvent } from "./match.ts";
import { isLive, numberDelivery, toRunClosed } from "./run-state.ts";
import { topicOf, toWaitRow } from "./wait-row.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

export type OpenWaitAnswer = { readonly kind: "opened" } | RunClosed;

/** An event that was matched already, under one of the wait's topics. */
export interface PastEvent {
  readonly topic: string;
  readonly no: number;
  readonly event: EventRow;
}

export interface OpenWaitInput {
  readonly run: RunRow | null;
  /** Rows of this visit that are there. */
  readonly existing: readonly WaitRow[];
  /** Rows of `event_topic` of `openWaitTopics` that `since` covers (`countsSince`), in any order. */
  readonly past: readonly PastEvent[];
  /** The match counter: the highest number given. */
  readonly lastNo: number;
}

/** The topics to read past events of. */
export function openWaitTopics(request: OpenWaitRequest): readonly string[] {
  return [...new Set(request.rows.map(topicOf))];
}

/** Whether a matched event lies in what the wait looks back to; instants come from two clocks. */
export function countsSince(
  since: OpenWaitRequest["since"],
  past: { readonly no: number; readonly receivedAt: number },
): boolean {
  if (past.no <= since.no) return false;
  return since.at === undefined || past.receivedAt >= since.at - CLOCK_TOLERANCE_MS;
}

/** Decides `open-wait`: a matched or ended visit stays, an open one takes the new bindings, a past event is delivered. */
export function openWait(request: OpenWaitRequest, input: OpenWaitInput): Decision<OpenWaitAnswer> {
  const { run, existing } = input;
  if (!isLive(run)) return onlyAnswer(toRunClosed(run));
  if (existing.some(({ state }) => state.kind !== "open")) return onlyAnswer({ kind: "opened" });
  // Where time decides, everything up to here was judged just now.
  const fromNo = request.since.at === undefined ? request.since.no : input.lastNo;
  const rows = request.rows.map((row): WaitRow => toWaitRow(request, row, fromNo));
  const hit = firstHit(
    rows,
    input.past.filter(({ event }) => event.seq !== run.entry.seq),
  );
  if (hit === null) return { answer: { kind: "opened" }, writes: { ...NO_WRITES, newWaits: rows } };
  const event = toMatchedEvent(hit.past.event, hit.past.no);
  const payload = { kind: "event", wait: request.step, port: hit.row.port, event } as const;
  const numbered = numberDelivery(run, payload, event.seq);
  const state = { kind: "matched", n: numbered.delivery.n } as const;
  return {
    answer: { kind: "opened" },
    writes: {
      ...NO_WRITES,
      runs: [numbered.run],
      deliveries: [numbered.delivery],
      newWaits: rows.map((row) => ({ ...row, state })),
      announce: [run.id],
    },
  };
}

/** The earliest event that satisfies any row; of several rows, the first. */
function firstHit(
  rows: readonly WaitRow[],
  past: readonly PastEvent[],
): { readonly row: WaitRow; readonly past: PastEvent } | null {
  for (const one of past.toSorted((a, b) => a.no - b.no)) {
    const scope = eventScope(one.event);
    const row = rows.find((candidate) => candidate.topic === one.topic && filterHolds(candidate, scope));
    if (row !== undefined) return { row, past: one };
  }
  return null;
}
