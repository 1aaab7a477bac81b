// Cancel, pause and resume: numbered like every other delivery, so that they have a place in the run's order.
import type { Delivery } from "@throughline/flow";
import type { ControlAnswer, ControlRequest } from "../store.ts";
import { leaveQueue } from "./release.ts";
import type { LeaveInput } from "./release.ts";
import { numberDelivery, takesNumbers } from "./run-state.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

/** Decides what an operator asks of a run; a queued run that is cancelled closes at once. */
export function controlRun(request: ControlRequest, rows: LeaveInput | null): Decision<ControlAnswer> {
  if (rows === null) return onlyAnswer({ kind: "not-found" });
  const { run } = rows;
  if (!takesNumbers(run)) return onlyAnswer({ kind: "not-open", outcome: rows.run.outcome });
  if (request.kind === "cancel" && run.state === "queued") return cancelQueued(rows);
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
}

function cancelQueued(rows: LeaveInput): Decision<ControlAnswer> {
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

function toDelivery({ kind, by }: ControlRequest): Delivery {
  return { kind, by };
}
