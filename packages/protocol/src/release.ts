// What happens to a subject's entry row when a run leaves it: the next in the queue starts.
import type { EntryRow, RunHead } from "./rows.ts";
import { NO_WRITES } from "./writes.ts";
import type { Writes } from "./writes.ts";

/** The rows that leaving an entry row concerns; `queued` are the other run rows of `entry.queued`, in any order. */
export interface LeaveInput {
  readonly run: RunHead;
  readonly entry: EntryRow | null;
  readonly queued: readonly RunHead[];
}

/** The same, of a run that may not be there. */
export type LeaveRows = Omit<LeaveInput, "run"> & { readonly run: RunHead | null };

/** What to read of a run that may leave its entry row. */
export function leaveNeeds(run: string): {
  readonly entry: string;
  readonly run: string;
  readonly queued: string;
} {
  return { entry: run, run, queued: run };
}

/** Frees the entry row of its active run and releases the successor, whose start was written when it was queued. */
export function leaveEntry({
  run,
  entry,
  queued,
}: LeaveInput): Pick<Writes, "runs" | "entries" | "announce"> {
  if (entry === null || entry.activeRun !== run.id) return NO_WRITES;
  const [next, ...rest] = entry.queued;
  const successor = queued.find(({ id }) => id === next);
  if (successor === undefined)
    return { ...NO_WRITES, entries: [{ ...entry, activeRun: null, queued: rest }] };
  return {
    runs: [{ ...successor, state: "starting", predecessor: null }],
    entries: [{ ...entry, activeRun: successor.id, queued: rest }],
    announce: [successor.id],
  };
}

/** Takes a queued run out of the queue; whoever waited for it waits for its predecessor. */
export function leaveQueue({ run, entry, queued }: LeaveInput): Pick<Writes, "runs" | "entries"> {
  if (entry === null) return NO_WRITES;
  const behind = queued.filter(({ predecessor }) => predecessor === run.id);
  return {
    runs: behind.map((one) => ({ ...one, predecessor: run.predecessor })),
    entries: [{ ...entry, queued: entry.queued.filter((id) => id !== run.id) }],
  };
}
