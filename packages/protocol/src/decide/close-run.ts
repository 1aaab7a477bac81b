// A run closes only when it has handled every number it was given; the rest happens in the same transaction.
import type { CloseRunAnswer, CloseRunRequest } from "../store.ts";
import { leaveEntry } from "./release.ts";
import type { LeaveInput } from "./release.ts";
import { isLive, outcomeOf } from "./run-state.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

/** Decides `close-run`; a repeat is told the stored outcome, whoever stored it. */
export function closeRun(request: CloseRunRequest, rows: LeaveInput): Decision<CloseRunAnswer> {
  const { run } = rows;
  if (!isLive(run)) return onlyAnswer({ kind: "closed", outcome: outcomeOf(run) });
  if (run.nextN !== request.handled + 1) return onlyAnswer({ kind: "behind", nextN: run.nextN });
  const left = leaveEntry(rows);
  return {
    answer: { kind: "closed", outcome: request.outcome },
    writes: {
      ...NO_WRITES,
      ...left,
      runs: [{ ...run, state: "closed", outcome: request.outcome }, ...left.runs],
      endings: [{ run: run.id, reason: null, trail: request.trail, handled: request.handled }],
    },
  };
}
