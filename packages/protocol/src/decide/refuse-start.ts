import { leaveEntry } from "./release.ts";
import type { LeaveInput } from "./release.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

/** A start that Temporal refuses for good: the run never was, so its entry does not count and its successor goes on. */
export function refuseStart(rows: LeaveInput, reason: string): Decision<{ readonly refused: boolean }> {
  const { run, entry } = rows;
  if (run.state !== "starting") return onlyAnswer({ refused: false });
  const left = leaveEntry(rows);
  const entryAfter = left.entries[0] ?? entry;
  return {
    answer: { refused: true },
    writes: {
      ...NO_WRITES,
      ...left,
      runs: [{ ...run, state: "refused", outcome: "refused" }, ...left.runs],
      entries: entryAfter === null ? [] : [uncounted(entryAfter)],
      endings: [{ run: run.id, reason, trail: null, handled: -1 }],
      deadLetters: [{ kind: "start", run: run.id, n: 0, reason }],
    },
  };
}

/** When the previous entry was is not kept, so only the first one is forgotten whole. */
function uncounted<Entry extends { readonly count: number; readonly lastEnteredAt: number | null }>(
  entry: Entry,
): Entry {
  const count = Math.max(0, entry.count - 1);
  return { ...entry, count, lastEnteredAt: count === 0 ? null : entry.lastEnteredAt };
}
