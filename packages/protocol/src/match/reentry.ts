// Whether a subject may enter a flow again: the entry row and the flow's rule decide, nothing else.
import type { PlanReentry } from "@throughline/flow";
import type { EntryRow, RefusalRow } from "../rows.ts";

export type ReentryVerdict =
  | { readonly kind: "start" }
  /** Behind the active run; with `restart` the active run is interrupted and runs queued before are superseded. */
  | { readonly kind: "queue"; readonly active: string; readonly restart: boolean }
  | {
      readonly kind: "refuse";
      readonly code: RefusalRow["code"];
      readonly detail: string;
      readonly run: string | null;
    };

/** The entry row of a subject that has never entered. */
export function emptyEntry(flow: string, subject: string): EntryRow {
  return { flow, subject, activeRun: null, lastEnteredAt: null, count: 0, queued: [] };
}

/** Judges an entry received at `at` (ms by database time) on the row as it is. */
export function judgeReentry(
  rule: PlanReentry,
  maxQueued: number,
  entry: EntryRow,
  at: number,
): ReentryVerdict {
  switch (rule.rule) {
    case "every-event":
      return { kind: "start" };
    case "once-ever":
      if (entry.count === 0) return { kind: "start" };
      return refuse("once-ever", "the subject entered before and may enter once ever");
    case "once-per-period":
      if (entry.lastEnteredAt === null || at - entry.lastEnteredAt >= rule.periodMs) return { kind: "start" };
      return refuse(
        "too-soon",
        `the subject entered at ${new Date(entry.lastEnteredAt).toISOString()}, less than a period ago`,
      );
    case "one-at-a-time":
      return judgeOneAtATime(rule.then, maxQueued, entry);
  }
}

function judgeOneAtATime(
  then: "ignore" | "restart" | "queue",
  maxQueued: number,
  entry: EntryRow,
): ReentryVerdict {
  const { activeRun } = entry;
  if (activeRun === null) return { kind: "start" };
  if (then === "ignore") return refuse("already-active", "a run of this subject is active", activeRun);
  if (then === "queue" && entry.queued.length >= maxQueued) {
    return refuse("queue-full", `${entry.queued.length} runs of this subject are queued already`, activeRun);
  }
  return { kind: "queue", active: activeRun, restart: then === "restart" };
}

function refuse(code: RefusalRow["code"], detail: string, run: string | null = null): ReentryVerdict {
  return { kind: "refuse", code, detail, run };
}
