import { leaveEntry } from "./release.ts";
import type { LeaveInput } from "./release.ts";
import { isLive } from "./run-state.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

/** Closes the row of a run that Temporal has ended without it, with the reason; nothing else differs from closing. */
export function loseRun(rows: LeaveInput, reason: string): Decision<{ readonly lost: boolean }> {
  const { run } = rows;
  if (!isLive(run)) return onlyAnswer({ lost: false });
  const left = leaveEntry(rows);
  return {
    answer: { lost: true },
    writes: {
      ...NO_WRITES,
      ...left,
      runs: [{ ...run, state: "lost", outcome: "lost" }, ...left.runs],
      endings: [{ run: run.id, reason, trail: null, handled: -1 }],
    },
  };
}
