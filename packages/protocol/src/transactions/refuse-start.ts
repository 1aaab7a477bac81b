import { leaveEntry, leaveNeeds } from "../release.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import type { EntryRow } from "../rows.ts";
import { transaction } from "../transaction.ts";

export interface RefuseStartRequest {
  readonly run: string;
  readonly claim: string;
  readonly reason: string;
}

/** A start that Temporal refuses for good: the run never was, so its entry does not count and its successor goes on. */
export const refuseStart = transaction({
  name: "refuse-start",
  matching: "shared",
  needs: ({ run, claim }: RefuseStartRequest) => ({ ...leaveNeeds(run), claim: { run, claim } }),
  decide({ reason }, { run, entry, queued, claim }): Decision<{ readonly refused: boolean }> {
    if (!claim || run?.state !== "starting") return onlyAnswer({ refused: false });
    const left = leaveEntry({ run, entry, queued });
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
  },
});

/** When the previous entry was is not kept, so only the first one is forgotten whole. */
function uncounted(entry: EntryRow): EntryRow {
  const count = Math.max(0, entry.count - 1);
  return { ...entry, count, lastEnteredAt: count === 0 ? null : entry.lastEnteredAt };
}
