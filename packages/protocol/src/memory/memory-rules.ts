// The decisions of the transactions that are written by hand, and the two guards of the memory store that are not values.
import { escalateTask } from "../by-hand/escalate-task.ts";
import type { TaskPlace } from "../by-hand/escalate-task.ts";
import { match } from "../match/match.ts";
import { tellRuns } from "../by-hand/pause-flow.ts";
import { retryDelivery } from "../by-hand/retry-delivery.ts";
import { retryStart } from "../by-hand/retry-start.ts";

/** A task's place, with its name. */
export type MemoryPlace = TaskPlace & { readonly task: string };

/** What the memory store asks where it asks no transaction. A test replaces one to see that somebody notices. */
export interface MemoryRules {
  readonly match: typeof match;
  readonly retryStart: typeof retryStart;
  readonly retryDelivery: typeof retryDelivery;
  readonly escalateTask: (place: MemoryPlace, at: number) => MemoryPlace | null;
  readonly tellRuns: typeof tellRuns;
  /** Who takes over the lease ends the transaction of the one before. */
  readonly endsOldMatcher: boolean;
  /** A repeat of (source, id) is one event. */
  readonly keepsIdentity: boolean;
}

/** The rules as they are. */
export const MEMORY_RULES: MemoryRules = {
  match,
  retryStart,
  retryDelivery,
  escalateTask,
  tellRuns,
  endsOldMatcher: true,
  keepsIdentity: true,
};
