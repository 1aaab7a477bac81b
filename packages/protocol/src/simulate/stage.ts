// A quiet installation for one story: everything of the simulated world, one of each, in virtual time, and nothing breaks
// but what the story breaks. Every part can be replaced, so that a test can put an old mistake back.
import type { FlowEvent, Plan } from "@throughline/flow";
import { advance } from "@throughline/flow/stepper";
import { createDeliverer } from "../dispatcher/deliverer.ts";
import { createMatcher } from "../dispatcher/matcher.ts";
import { createSweeper } from "../dispatcher/sweeper.ts";
import type { Engine } from "../engine.ts";
import type { RunRow } from "../rows.ts";
import type { Store } from "../store.ts";
import { CALM, createWire } from "./faulty-calls.ts";
import { ModelDatabase } from "./model-database.ts";
import { createModelEngine } from "./model-engine.ts";
import type { ModelEngine } from "./model-engine.ts";
import { MODEL_RULES } from "./model-rules.ts";
import type { ModelRules } from "./model-rules.ts";
import { createModelStore } from "./model-store.ts";
import { ModelWorkflow } from "./model-workflow.ts";
import type { HostRules } from "./model-workflow.ts";
import { Simulator } from "./simulator.ts";
import type { Process } from "./simulator.ts";
import { createPerformer } from "./worker.ts";

/** What a story may replace. */
export interface StageParts {
  readonly rules?: Partial<ModelRules>;
  readonly hostRules?: Partial<HostRules>;
  /** Wraps the store that loops and workers see. */
  readonly store?: (store: Store, db: ModelDatabase) => Store;
  /** Wraps the engine that loops see. */
  readonly engine?: (engine: Engine, model: ModelEngine) => Engine;
  /** What the receiver of effects does with a call, after it has taken its key. */
  readonly receive?: (key: string) => Promise<void>;
  /** Runs that are delivered to at once. */
  readonly concurrency?: number;
  /** Facts of an execution before it is continued as new. */
  readonly drainAfter?: number;
}

export interface Stage {
  readonly db: ModelDatabase;
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

const ALWAYS_FINE = { exhausted: 0, refusesStart: 0, refusesSignal: 0 };
const MANY_FACTS = 10_000;

/** Sets the stage: matcher, deliverer, sweeper and a worker are running. */
export function createStage(parts: StageParts = {}): Stage {
  const simulator = new Simulator(1, false);
  const db = new ModelDatabase({ ...MODEL_RULES, ...parts.rules });
  const wire = createWire(simulator, () => CALM);
  const wrap = (store: Store): Store => parts.store?.(store, db) ?? store;
  const storeOf = (process: Process): Store =>
    wrap(
      createModelStore(db, {
        now: () => simulator.now,
        ...wire.callerOf(process),
        waitForNews: (_kind, ms) => new Promise((resolve) => simulator.after(ms, process, resolve)),
      }),
    );
  const effects: string[] = [];
  const worker = createProcess("worker");
  const perform = createPerformer(simulator, [
    {
      process: worker,
      store: storeOf(worker),
      send: async (key) => {
        if (!effects.includes(key)) effects.push(key);
        await parts.receive?.(key);
      },
    },
  ]);
  const engine = createModelEngine(simulator, wire, {
    rates: () => ALWAYS_FINE,
    open: (input) =>
      new ModelWorkflow(input, {
        simulator,
        perform,
        drainAfter: parts.drainAfter ?? MANY_FACTS,
        rules: { advance, ...parts.hostRules },
        onEnd: ({ input: ended }) => engine.closed.push({ run: ended.run, at: simulator.now }),
      }),
  });
  const dispatcher = createProcess("dispatcher");
  const port = engine.portOf(dispatcher);
  startLoops(simulator, dispatcher, {
    store: storeOf(dispatcher),
    engine: parts.engine?.(port, engine) ?? port,
    concurrency: parts.concurrency ?? 4,
  });
  const store = wrap(createDirectStore(db, () => simulator.now));
  return {
    db,
    store,
    engine,
    effects,
    publish: (...plans) => goLive(db, plans),
    accept: async (...events) => void (await store.accept([{ events }])),
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

/** A store over a wire without faults and without time. */
export function createDirectStore(db: ModelDatabase, now: () => number): Store {
  return createModelStore(db, {
    now,
    call: async (_method, work) => work(),
    transact: async (_method, { begin, commit }) => commit(begin()),
    waitForNews: () => Promise.resolve(),
  });
}

/** Makes plans live in the place of all that were; what was listened to stays listened to. */
export function goLive(db: ModelDatabase, plans: readonly Plan[]): void {
  db.goLive(plans.map((plan) => ({ plan, planHash: `hash ${plan.flow} ${plan.version}` })));
}

function createProcess(name: string): Process {
  return { name, generation: 0, frozenUntil: 0, isUp: true };
}

function startLoops(
  simulator: Simulator,
  process: Process,
  ports: { readonly store: Store; readonly engine: Engine; readonly concurrency: number },
): void {
  const parts = {
    ...ports,
    clock: {
      now: () => simulator.now,
      sleep: (ms: number) => new Promise<void>((resolve) => simulator.after(ms, process, resolve)),
    },
    random: simulator.random,
    log: { error: () => {} },
    holder: process.name,
    pollMs: 100,
  };
  createMatcher(parts).start();
  createDeliverer({ ...parts, leaseMs: 10_000 }).start();
  createSweeper({ ...parts, everyMs: 3_000, allEveryMs: 20_000 }).start();
}
