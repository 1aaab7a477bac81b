// Event or timeout: decided on the wait's rows, under the match lock, shared, whatever state deliveries are in.
import { beatsDeadline } from "@throughline/flow";
import type { RunRow, WaitRow } from "../rows.ts";
import type { RunClosed } from "../store.ts";
import { isLive, toRunClosed } from "./run-state.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

export type ExpireWaitAnswer =
  | { readonly kind: "answer"; readonly answer: "expired" | "matched" | "expiring" }
  | RunClosed;

export interface ExpireWaitInput {
  readonly run: RunRow | null;
  /** Rows of the visit; none when its key was no key, and then only time can end it. */
  readonly rows: readonly WaitRow[];
  /** The earliest `receivedAt` among all pending events, or null. */
  readonly oldestPending: number | null;
}

/** Decides `expire-wait`; a repeat gets the same answer. */
export function expireWait(
  request: { readonly run: string; readonly step: string; readonly deadline: number },
  { run, rows, oldestPending }: ExpireWaitInput,
): Decision<ExpireWaitAnswer> {
  if (!isLive(run)) return onlyAnswer(toRunClosed(run));
  const state = rows[0]?.state ?? { kind: "expired" };
  if (state.kind !== "open") return onlyAnswer({ kind: "answer", answer: state.kind });
  const { step, deadline } = request;
  const mayStillWin = oldestPending !== null && beatsDeadline(oldestPending, deadline);
  const next = mayStillWin ? ({ kind: "expiring", deadline } as const) : ({ kind: "expired" } as const);
  return {
    answer: { kind: "answer", answer: next.kind },
    writes: { ...NO_WRITES, waits: [{ run: run.id, step, state: next }] },
  };
}
