// Claims runs that have something to get and delivers them side by side. Any number of deliverers may work at once.
import type { Engine } from "../engine.ts";
import type { ClaimedRun, DelivererStore } from "../store.ts";
import { createLoop } from "./create-loop.ts";
import { deliverRun } from "./deliver-run.ts";
import type { Clock, DispatchLog, Loop, Random } from "./ports.ts";

export interface DelivererOptions {
  readonly store: DelivererStore;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DispatchLog;
  /** Unique to this process. */
  readonly holder: string;
  /** Runs at once. */
  readonly concurrency?: number;
  /** Deliveries of one run in one claim. */
  readonly perRun?: number;
  readonly leaseMs?: number;
  readonly pollMs?: number;
}

/** Creates the deliverer of one process. */
export function createDeliverer(options: DelivererOptions): Loop {
  const {
    store,
    clock,
    log,
    holder,
    concurrency = 32,
    perRun = 100,
    leaseMs = 30_000,
    pollMs = 500,
  } = options;
  const busy = new Set<Promise<void>>();

  async function deliver(claimed: ClaimedRun, until: number): Promise<void> {
    try {
      await deliverRun(claimed, { ...options, until });
    } catch (error) {
      // The claim runs out by itself; numbers that arrive twice are dropped by the run.
      log.error(`Cannot settle what was sent to "${claimed.run}"`, error);
    }
  }

  function keep(work: Promise<void>): void {
    busy.add(work);
    void work.finally(() => busy.delete(work));
  }

  return createLoop({
    name: "deliverer",
    clock,
    log,
    restMs: pollMs,
    async round(signal) {
      const free = concurrency - busy.size;
      if (free < Math.max(1, concurrency / 2)) {
        await Promise.race(busy);
        return;
      }
      const until = clock.now() + leaseMs;
      const claims = await store.claimRuns({ holder, runs: free, leaseMs, perRun });
      for (const claimed of claims) keep(deliver(claimed, until));
      if (claims.length < free) await store.waitForNews({ kind: "delivery", timeoutMs: pollMs, signal });
    },
    async end() {
      await Promise.all(busy);
    },
  });
}
