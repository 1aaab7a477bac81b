// Event or timeout: decided on the wait's rows, under the match lock, shared, whatever state deliveries are in.
import { beatsDeadline } from "@throughline/flow";
import type { Fact } from "@throughline/flow";
import { isLive, toRunClosed } from "../run-state.ts";
import type { RunClosed } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface ExpireWaitRequest {
  readonly run: string;
  readonly step: string;
  /** ms since the epoch. */
  readonly deadline: number;
}

export type ExpireWaitAnswer =
  | { readonly kind: "answer"; readonly answer: Extract<Fact, { kind: "expired" }>["answer"] }
  | RunClosed;

/** Asks who was first, the deadline of a wait or an event; a repeat gets the same answer. */
export const expireWait = transaction({
  name: "expire-wait",
  matching: "shared",
  needs: ({ run, step }: ExpireWaitRequest) => ({ run, waits: { run, step }, oldestPending: true }) as const,
  decide({ step, deadline }, { run, waits, oldestPending }): Decision<ExpireWaitAnswer> {
    if (!isLive(run)) return onlyAnswer(toRunClosed(run));
    // No rows: its key was no key, and then only time can end it.
    const state = waits[0]?.state ?? { kind: "expired" };
    if (state.kind !== "open") return onlyAnswer({ kind: "answer", answer: state.kind });
    const mayStillWin = oldestPending !== null && beatsDeadline(oldestPending, deadline);
    const next = mayStillWin ? ({ kind: "expiring", deadline } as const) : ({ kind: "expired" } as const);
    return {
      answer: { kind: "answer", answer: next.kind },
      // The matcher answers waits that are expiring even when no event comes.
      writes: { ...NO_WRITES, waits: [{ run: run.id, step, state: next }], wakesMatcher: mayStillWin },
    };
  },
});
