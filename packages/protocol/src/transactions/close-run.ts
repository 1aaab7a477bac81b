// A run closes only when it has handled every number it was given; the rest happens in the same transaction.
import type { Json } from "@throughline/flow";
import { leaveEntry, leaveNeeds } from "../release.ts";
import { isLive, outcomeOf } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface CloseRunRequest {
  readonly run: string;
  readonly outcome: string;
  /** The last number that the run handled. */
  readonly handled: number;
  /** An operator decided: it closes also where the run has handled what this row never gave. */
  readonly isForced?: boolean;
  readonly trail: Json;
}

/**
 * `behind`: deliveries below `nextN` are to be taken first. `ahead`: the run has handled `nextN`, which this row is still
 * to give, as after a restore of the database; asking again would not change it.
 */
export type CloseRunAnswer =
  | { readonly kind: "closed"; readonly outcome: string }
  | { readonly kind: "behind"; readonly nextN: number }
  | { readonly kind: "ahead"; readonly nextN: number };

/** Closes a run, with all that belongs to it; a repeat is told the stored outcome, whoever stored it. */
export const closeRun = transaction({
  name: "close-run",
  matching: "shared",
  needs: (request: CloseRunRequest) => leaveNeeds(request.run),
  decide(request, { run, entry, queued }): Decision<CloseRunAnswer> {
    if (!isLive(run)) return onlyAnswer({ kind: "closed", outcome: outcomeOf(run) });
    const { nextN } = run;
    if (nextN > request.handled + 1) return onlyAnswer({ kind: "behind", nextN });
    if (nextN < request.handled + 1 && request.isForced !== true) return onlyAnswer({ kind: "ahead", nextN });
    const left = leaveEntry({ run, entry, queued });
    return {
      answer: { kind: "closed", outcome: request.outcome },
      writes: {
        ...NO_WRITES,
        ...left,
        runs: [{ ...run, state: "closed", outcome: request.outcome }, ...left.runs],
        endings: [{ run: run.id, reason: null, trail: request.trail, handled: request.handled }],
      },
    };
  },
});
