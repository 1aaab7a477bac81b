// What nobody else comes by to do: runs that Temporal has ended without their row knowing (terminated by hand, or
// deleted) are lost, and tasks that lay too long move on.
import type { Engine } from "../engine.ts";
import type { SweeperStore } from "../store.ts";
import { loseRun } from "../transactions/lose-run.ts";
import { createLoop } from "./create-loop.ts";
import type { Clock, DispatchLog, Loop } from "./ports.ts";

export interface SweeperOptions {
  readonly store: SweeperStore;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: DispatchLog;
  readonly everyMs?: number;
  /** How often all open rows are looked at. */
  readonly allEveryMs?: number;
}

const PAGE = 200;
/** Temporal's list of closed runs lags behind; what a round may have missed is read again. */
const OVERLAP_MS = 60_000;

/** Creates the sweeper of one process; several may work at once. */
export function createSweeper({
  store,
  engine,
  clock,
  log,
  everyMs = 10_000,
  allEveryMs = 3_600_000,
}: SweeperOptions): Loop {
  let closedSince = clock.now() - OVERLAP_MS;
  let nextAll = clock.now() + allEveryMs;

  async function look(run: string): Promise<void> {
    // Without a Temporal run id: a continued or reset run is running, whatever its earlier executions are.
    const state = await engine.describe(run);
    if (state === "running") return store.clearSuspicion({ run });
    const reason = state === "not-found" ? "the workflow is gone" : "the workflow was ended from outside";
    await store.transact(loseRun, { run, reason });
  }

  async function lookAtAll(runs: readonly string[]): Promise<void> {
    for (const run of runs) {
      try {
        await look(run);
      } catch (error) {
        log.error(`Cannot look after "${run}"`, error);
      }
    }
  }

  async function sweepClosed(): Promise<void> {
    const at = clock.now();
    await lookAtAll(await store.stillOpen({ runs: await engine.closedSince(closedSince) }));
    closedSince = at - OVERLAP_MS;
  }

  async function sweepRows(all: boolean): Promise<void> {
    for (let after: string | null = null; ;) {
      const page = await store.sweepCandidates({ all, limit: PAGE, after });
      await lookAtAll(page.map(({ run }) => run));
      after = page.at(-1)?.run ?? null;
      if (page.length < PAGE) return;
    }
  }

  async function sweepTasks(): Promise<void> {
    while ((await store.escalateTasks({ limit: PAGE })) === PAGE);
  }

  return createLoop({
    name: "sweeper",
    clock,
    log,
    restMs: everyMs,
    async round(signal) {
      await clock.sleep(everyMs, signal);
      if (signal.aborted) return;
      const all = clock.now() >= nextAll;
      if (all) nextAll = clock.now() + allEveryMs;
      await sweepTasks();
      await sweepRows(all);
      await sweepClosed();
    },
  });
}
