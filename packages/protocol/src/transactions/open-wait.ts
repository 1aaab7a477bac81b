// Opens a wait that could not be known at entry. Runs under the match lock, shared: an event is already among the
// candidates or it will see the rows.
import { countsSince, eventScope, judgeWake } from "@throughline/flow";
import type { JsonObject, MatchedEvent, OpenWaitRow, SinceFrom } from "@throughline/flow";
import { toSeenEvent } from "../match/match-keys.ts";
import { isLive, numberDelivery, toRunClosed } from "../run-state.ts";
import type { RunClosed } from "../run-state.ts";
import { topicOf, toWaitRow } from "../match/wait-row.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import type { PastEvent, WaitRow } from "../rows.ts";
import { transaction } from "../transaction.ts";

export interface OpenWaitRequest {
  readonly run: string;
  readonly step: string;
  readonly rows: readonly OpenWaitRow[];
  readonly since: SinceFrom;
}

export type OpenWaitAnswer = { readonly kind: "opened" } | RunClosed;

/** Opens the rows of a visit: a matched or ended visit stays, an open one takes the new bindings, a past event is delivered. */
export const openWait = transaction({
  name: "open-wait",
  matching: "shared",
  needs: ({ run, step, rows, since }: OpenWaitRequest) =>
    ({
      run,
      waits: { run, step },
      counter: true,
      profile: { ofRun: run },
      past: { topics: [...new Set(rows.map(topicOf))], since },
    }) as const,
  decide(request, { run, waits, counter, past, profile }): Decision<OpenWaitAnswer> {
    if (!isLive(run)) return onlyAnswer(toRunClosed(run));
    if (waits.some(({ state }) => state.kind !== "open")) return onlyAnswer({ kind: "opened" });
    const { since } = request;
    const asked = request.rows.map((row): WaitRow => toWaitRow(request, row, since.no));
    // Where time decides, everything up to here is judged just now.
    const rows = since.at === undefined ? asked : asked.map((row) => ({ ...row, fromNo: counter.no }));
    const hit = firstHit(
      request,
      asked,
      past.filter(({ event }) => event.seq !== run.entry.seq),
      profile.attributes,
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
  },
});

/** The earliest event that satisfies any row, and by which port; of several rows, the first. The profile is as it is now. */
function firstHit(
  { rows: drawn, since }: OpenWaitRequest,
  rows: readonly WaitRow[],
  past: readonly PastEvent[],
  profile: JsonObject,
): { readonly port: string; readonly event: MatchedEvent } | null {
  for (const { topic, no, event } of past.toSorted((a, b) => a.no - b.no)) {
    const seen = toSeenEvent(event);
    const met = { scope: eventScope(seen), topics: [topic], no, receivedAt: event.receivedAt };
    for (const [index, row] of rows.entries()) {
      if (!countsSince(since, met, drawn[index])) continue;
      const verdict = judgeWake(row, met, { profile });
      if (verdict.kind === "wakes") return { port: verdict.port, event: { ...seen, no } };
    }
  }
  return null;
}
