// A quiet installation for one story: one of everything, in virtual time, and nothing breaks but what the story breaks.
// Every part can be replaced, so that a test can put an old mistake back.
import type { FlowEvent, Plan } from "@throughline/flow";
import type { RunRow, Store } from "@throughline/protocol";
import type { MemoryDatabase } from "@throughline/protocol/memory";
import { createInstallation } from "../world/installation.ts";
import type { InstallationSettings } from "../world/installation.ts";
import type { ModelEngine } from "../world/model-engine.ts";
import type { ModelWorkflow } from "../world/model-workflow.ts";
import type { Replaced } from "../world/replaced.ts";
import { Simulator } from "../world/simulator.ts";
import { CALM } from "../world/wire.ts";

/** What a story may replace and set. */
export interface StoryParts
  extends Replaced, Partial<Pick<InstallationSettings, "concurrency" | "drainAfter">> {
  /** What the receiver of effects does with a call, after it has taken its key. */
  readonly receive?: (key: string) => Promise<void>;
}

export interface QuietWorld {
  readonly db: MemoryDatabase;
  /** The store as whoever tells the story sees it: at once, and with what was replaced. */
  readonly store: Store;
  readonly engine: ModelEngine;
  /** Effects that the receiver took, by key, in order. */
  readonly effects: readonly string[];
  /** Makes plans live in the place of all that were; open runs keep theirs. */
  readonly publish: (...plans: readonly Plan[]) => void;
  /** Accepts events as one request. */
  readonly accept: (...events: readonly FlowEvent[]) => Promise<void>;
  /** Lets virtual time pass. */
  readonly pass: (ms: number) => Promise<void>;
  readonly row: (run: string) => RunRow | undefined;
  readonly workflow: (run: string) => ModelWorkflow;
}

const QUIET: InstallationSettings = {
  rates: CALM,
  engineRates: { exhausted: 0, refusesStart: 0, refusesSignal: 0 },
  // Everybody polls: a story must not hang on a word that may be lost.
  losesNotify: 1,
  pollMs: 100,
  matcherLeaseMs: 10_000,
  claimLeaseMs: 10_000,
  perRun: 100,
  concurrency: 4,
  limits: { events: 500, bytes: 4_000_000 },
  drainAfter: 10_000,
};

/** Matcher, deliverer, sweeper and a worker are running. */
export function createQuietWorld(parts: StoryParts = {}): QuietWorld {
  const simulator = new Simulator(1, false);
  const effects: string[] = [];
  const { concurrency = QUIET.concurrency, drainAfter = QUIET.drainAfter } = parts;
  const { db, engine, dispatchers, directStore, startDispatcher } = createInstallation({
    ...parts,
    simulator,
    settings: () => ({ ...QUIET, concurrency, drainAfter }),
    each: 1,
    receive: async (_wire, _process, key) => {
      if (!effects.includes(key)) effects.push(key);
      await parts.receive?.(key);
      return "taken";
    },
  });
  for (const process of dispatchers) startDispatcher(process);
  return {
    db,
    store: directStore,
    engine,
    effects,
    publish: (...plans) => goLive(db, plans),
    accept: async (...events) => void (await directStore.accept([{ events }])),
    async pass(ms) {
      let isOver = false;
      simulator.after(ms, null, () => (isOver = true));
      await simulator.run(() => isOver, ms + 1);
    },
    row: (run) => db.runs.get(run),
    workflow(run) {
      const workflow = engine.workflows.get(run);
      if (workflow === undefined)
        throw new RangeError(`Cannot find the workflow of "${run}": it was not started`);
      return workflow;
    },
  };
}

/** Makes plans live in the place of all that were; what was listened to stays listened to. */
export function goLive(db: MemoryDatabase, plans: readonly Plan[]): void {
  db.goLive(plans.map((plan) => ({ plan, planHash: `hash ${plan.flow} ${plan.version}` })));
  for (const { flow } of plans) db.revisions.set(flow, db.revisions.get(flow) ?? 1);
}
