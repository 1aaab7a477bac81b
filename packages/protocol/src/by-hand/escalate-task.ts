// A task that nobody decided moves to another queue, once for each entry of its plan.
import type { TaskContent } from "../rows.ts";

/** Where a task lies, and what has been done of its plan to move on. */
export interface TaskPlace {
  readonly queue: string;
  readonly escalate: TaskContent["escalate"];
  /** Every entry up to this instant (ms) is used up. */
  readonly escalatedAt: number | null;
}

/** Decides where an open task lies at `at` (ms by database time): the latest due entry wins, those before it are skipped. */
export function escalateTask<Place extends TaskPlace>(place: Place, at: number): Place | null {
  const due = place.escalate.filter((entry) => entry.at <= at && isAfter(entry.at, place.escalatedAt));
  const latest = due.toSorted((a, b) => a.at - b.at).at(-1);
  return latest === undefined ? null : { ...place, queue: latest.to, escalatedAt: at };
}

/** When the next entry is due; null when all are used up. */
export function nextEscalation({ escalate, escalatedAt }: Omit<TaskPlace, "queue">): number | null {
  const left = escalate.filter(({ at }) => isAfter(at, escalatedAt));
  return left.length === 0 ? null : Math.min(...left.map(({ at }) => at));
}

function isAfter(at: number, escalatedAt: number | null): boolean {
  return escalatedAt === null || at > escalatedAt;
}
