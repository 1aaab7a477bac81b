import { leaveEntry, leaveNeeds } from "../release.ts";
import { isLive } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface LoseRunRequest {
  readonly run: string;
  /** For operators. */
  readonly reason: string;
}

/** Closes the row of a run that Temporal has ended without it, with the reason; nothing else differs from closing. */
export const loseRun = transaction({
  name: "lose-run",
  matching: "shared",
  needs: (request: LoseRunRequest) => leaveNeeds(request.run),
  decide({ reason }, { run, entry, queued }): Decision<{ readonly lost: boolean }> {
    if (!isLive(run)) return onlyAnswer({ lost: false });
    const left = leaveEntry({ run, entry, queued });
    return {
      answer: { lost: true },
      writes: {
        ...NO_WRITES,
        ...left,
        runs: [{ ...run, state: "lost", outcome: "lost" }, ...left.runs],
        endings: [{ run: run.id, reason, trail: null, handled: -1 }],
      },
    };
  },
});
