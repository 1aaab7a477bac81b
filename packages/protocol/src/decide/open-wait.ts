// Opens a wait that could not be known at entry. Runs under the match lock, shared: an event is already among the
// candidates or it will see the rows.
import { eventScope, judgeWake } from "@throughline/flow";
import type { MatchedEvent } from "@throughline/flow";
import type { EventRow, RunRow, WaitRow } from "../rows.ts";
import type { OpenWaitRequest, RunClosed } from "../store.ts";
import { toSeenEvent } from "./match-keys.ts";
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

/** Decides `open-wait`: a matched or ended visit stays, an open one takes the new bindings, a past event is delivered. */
export function openWait(request: OpenWaitRequest, input: OpenWaitInput): Decision<OpenWaitAnswer> {
  const { run, existing } = input;
  if (!isLive(run)) return onlyAnswer(toRunClosed(run));
  if (existing.some(({ state }) => state.kind !== "open")) return onlyAnswer({ kind: "opened" });
  const { since } = request;
  const asked = request.rows.map((row): WaitRow => toWaitRow(request, row, since.no));
  // Where time decides, everything up to here is judged just now.
  const rows = since.at === undefined ? asked : asked.map((row) => ({ ...row, fromNo: input.lastNo }));
  const hit = firstHit(
    asked,
    input.past.filter(({ event }) => event.seq !== run.entry.seq),
  );
  if (hit === null) return { answer: { kind: "opened" }, writes: { ...NO_WRITES, newWaits: rows } };
  const payload = { kind: "event", wait: request.step, ...hit } as const;
  const numbered = numberDelivery(run, payload, hit.event.seq);
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

/** The earliest event that satisfies any row, and by which port; of several rows, the first. */
function firstHit(
  rows: readonly WaitRow[],
  past: readonly PastEvent[],
): { readonly port: string; readonly event: MatchedEvent } | null {
  for (const { topic, no, event } of past.toSorted((a, b) => a.no - b.no)) {
    const seen = toSeenEvent(event);
    const met = { scope: eventScope(seen), topics: [topic], no, receivedAt: event.receivedAt };
    for (const row of rows) {
      const verdict = judgeWake(row, met);
      if (verdict.kind === "wakes") return { port: verdict.port, event: { ...seen, no } };
    }
  }
  return null;
}
