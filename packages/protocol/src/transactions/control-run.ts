// Cancel, pause and resume: numbered like every other delivery, so that they have a place in the run's order.
import type { Delivery } from "@throughline/flow";
import { leaveNeeds, leaveQueue } from "../release.ts";
import type { LeaveInput } from "../release.ts";
import { numberDelivery, takesNumbers } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface ControlRunRequest {
  readonly kind: "cancel" | "pause" | "resume";
  readonly run: string;
  readonly by: string;
}

export type ControlRunAnswer =
  | { readonly kind: "numbered"; readonly n: number }
  /** A queued run closes at once; its successor is relinked. */
  | { readonly kind: "closed"; readonly outcome: string }
  | { readonly kind: "not-open"; readonly outcome: string | null }
  | { readonly kind: "not-found" };

/** What an operator asks of a run; a queued run that is cancelled closes at once. */
export const controlRun = transaction({
  name: "control-run",
  matching: "shared",
  needs: (request: ControlRunRequest) => leaveNeeds(request.run),
  decide(request, { run, entry, queued }): Decision<ControlRunAnswer> {
    if (run === null) return onlyAnswer({ kind: "not-found" });
    const { outcome } = run;
    if (!takesNumbers(run)) return onlyAnswer({ kind: "not-open", outcome });
    if (request.kind === "cancel" && run.state === "queued") return cancelQueued({ run, entry, queued });
    const numbered = numberDelivery(run, toDelivery(request));
    return {
      answer: { kind: "numbered", n: numbered.delivery.n },
      writes: {
        ...NO_WRITES,
        runs: [numbered.run],
        deliveries: [numbered.delivery],
        announce: run.state === "queued" ? [] : [run.id],
      },
    };
  },
});

function cancelQueued(rows: LeaveInput): Decision<ControlRunAnswer> {
  const { run } = rows;
  const left = leaveQueue(rows);
  return {
    answer: { kind: "closed", outcome: "cancelled" },
    writes: {
      ...NO_WRITES,
      ...left,
      runs: [{ ...run, state: "closed", outcome: "cancelled", predecessor: null }, ...left.runs],
      endings: [{ run: run.id, reason: null, trail: null, handled: -1 }],
    },
  };
}

function toDelivery({ kind, by }: ControlRunRequest): Delivery {
  return { kind, by };
}
