// Keeps the lease and matches batch after batch while it holds it. One matcher works at a time, however many there are.
import type { Lease, MatcherStore, MatchLimits } from "../store.ts";
import { createLoop } from "./create-loop.ts";
import type { Clock, DispatchLog, Loop } from "./ports.ts";

export interface MatcherOptions {
  readonly store: MatcherStore;
  readonly clock: Clock;
  readonly log: DispatchLog;
  /** Unique to this process. */
  readonly holder: string;
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly limits?: MatchLimits;
}

const LIMITS: MatchLimits = { events: 500, bytes: 4 * 1024 * 1024 };

/** Creates the matcher of one process. */
export function createMatcher({
  store,
  clock,
  log,
  holder,
  leaseMs = 10_000,
  pollMs = 500,
  limits = LIMITS,
}: MatcherOptions): Loop {
  let held: { readonly lease: Lease; readonly at: number } | null = null;

  async function keepLease(): Promise<Lease | null> {
    const at = clock.now();
    if (held !== null && at - held.at < leaseMs / 3) return held.lease;
    // Forgotten first: if the answer is lost, the next round asks again.
    held = null;
    const lease = await store.takeLease({ holder, ttlMs: leaseMs });
    held = lease === null ? null : { lease, at };
    return lease;
  }

  return createLoop({
    name: "matcher",
    clock,
    log,
    restMs: pollMs,
    async round(signal) {
      const lease = await keepLease();
      if (lease === null) return clock.sleep(pollMs, signal);
      const report = await store.matchBatch({ lease, limits });
      if (report.kind === "lost") {
        held = null;
        return clock.sleep(pollMs, signal);
      }
      if (!report.more) await store.waitForNews({ kind: "pending", timeoutMs: pollMs, signal });
    },
    async end() {
      if (held !== null) await store.releaseLease(held.lease);
    },
  });
}
