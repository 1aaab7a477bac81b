// One builder of an installation: processes with their stores on one database, Temporal as the protocol knows it, workers
// and the loops of dispatchers, all in virtual time. A world storms it; a story is told on a quiet one.
import { advance } from "@throughline/flow/stepper";
import { createDeliverer, createMatcher, createSweeper } from "@throughline/protocol";
import type { Engine, Loop, MatchLimits, Store } from "@throughline/protocol";
import { MEMORY_RULES, MemoryDatabase, createMemoryStore } from "@throughline/protocol/memory";
import { createJournal, journaledRules, journaledTransactions } from "./journal.ts";
import type { Journal } from "./journal.ts";
import { createModelEngine } from "./model-engine.ts";
import type { EngineRates, ModelEngine } from "./model-engine.ts";
import { ModelWorkflow } from "./model-workflow.ts";
import { createNews } from "./news.ts";
import { withTransactions } from "./replaced.ts";
import type { Replaced } from "./replaced.ts";
import type { Process, Simulator } from "./simulator.ts";
import { createWire } from "./wire.ts";
import type { FaultRates, Wire } from "./wire.ts";
import { createPerformer } from "./worker.ts";
import type { Received } from "./worker.ts";

/** How fast loops turn, and how hard calls fail. */
export interface InstallationSettings {
  readonly rates: FaultRates;
  readonly engineRates: EngineRates;
  /** How likely a NOTIFY is lost. */
  readonly losesNotify: number;
  readonly pollMs: number;
  readonly matcherLeaseMs: number;
  readonly claimLeaseMs: number;
  /** Deliveries of one run in one claim. */
  readonly perRun: number;
  /** Runs that are delivered to at once. */
  readonly concurrency: number;
  readonly limits: MatchLimits;
  /** Facts of an execution before it is continued as new. */
  readonly drainAfter: number;
}

export interface InstallationParts extends Replaced {
  readonly simulator: Simulator;
  /** Read at every use, so that they may change on the way. */
  readonly settings: () => InstallationSettings;
  /** Processes of each kind: workers, dispatchers, and front doors. */
  readonly each: number;
  /** What the receiver of effects does with a call, and whether it takes it; `wire` leads to it. */
  readonly receive: (wire: Wire, process: Process, key: string) => Promise<Received>;
}

export interface Installation {
  readonly db: MemoryDatabase;
  readonly journal: Journal;
  readonly engine: ModelEngine;
  readonly workers: readonly Process[];
  readonly dispatchers: readonly Process[];
  readonly doors: readonly Process[];
  /** The store as a process sees it, over its wire and with what was replaced. */
  readonly storeOf: (process: Process) => Store;
  /** The store as whoever looks on sees it: at once, and with what was replaced. */
  readonly directStore: Store;
  /** Starts the loops of a dispatcher, as its process does. */
  readonly startDispatcher: (process: Process) => void;
  /** Closes the loops of a dispatcher, as a process does that is asked to end. */
  readonly closeDispatcher: (process: Process) => void;
}

/** Builds an installation; its dispatchers are not started yet. */
export function createInstallation(parts: InstallationParts): Installation {
  const { simulator, settings, each } = parts;
  const journal = createJournal();
  const db = new MemoryDatabase(journaledRules({ ...MEMORY_RULES, ...parts.rules }, journal));
  const wire = createWire(simulator, () => settings().rates);
  const news = createNews(simulator, () => settings().losesNotify);
  db.notify = news.tell;
  const replaced = journaledTransactions(parts.transactions ?? [], journal, () => db.matcher.no);
  const now = (): number => simulator.now;
  const wrap = (store: Store): Store => {
    const whole = withTransactions(store, replaced);
    return parts.store?.(whole, db) ?? whole;
  };
  const storeOf = (process: Process): Store => {
    const caller = { ...wire.callerOf(process), waitForNews: news.waitIn(process) };
    return wrap(createMemoryStore(db, { now, caller }));
  };
  const workers = createProcesses("worker", each);
  const perform = createPerformer(
    simulator,
    workers.map((process) => ({
      process,
      store: storeOf(process),
      send: (key: string) => parts.receive(wire, process, key),
    })),
  );
  const engine = createModelEngine(simulator, wire, {
    rates: () => settings().engineRates,
    open: (input) =>
      new ModelWorkflow(input, {
        simulator,
        perform,
        drainAfter: settings().drainAfter,
        rules: { advance, ...parts.hostRules },
        onEnd: ({ input: ended }) => engine.closed.push({ run: ended.run, at: simulator.now }),
      }),
  });
  const loops = new Map<Process, readonly Loop[]>();
  return {
    db,
    journal,
    engine,
    workers,
    dispatchers: createProcesses("dispatcher", each),
    doors: createProcesses("api", each),
    storeOf,
    directStore: wrap(createMemoryStore(db, { now })),
    startDispatcher(process) {
      const port = engine.portOf(process);
      const ports = { store: storeOf(process), engine: parts.engine?.(port, engine) ?? port };
      loops.set(process, startLoops(simulator, process, settings(), ports));
    },
    closeDispatcher(process) {
      for (const loop of loops.get(process) ?? []) void loop.close();
    },
  };
}

function createProcesses(name: string, count: number): readonly Process[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index + 1}`,
    generation: 0,
    frozenUntil: 0,
    isUp: true,
  }));
}

/** The loops of one process, as it starts them. */
function startLoops(
  simulator: Simulator,
  process: Process,
  settings: InstallationSettings,
  ports: { readonly store: Store; readonly engine: Engine },
): readonly Loop[] {
  const { pollMs, matcherLeaseMs, claimLeaseMs, perRun, concurrency, limits } = settings;
  const parts = {
    ...ports,
    clock: {
      now: () => simulator.now,
      sleep: (ms: number) => new Promise<void>((resolve) => simulator.after(ms, process, resolve)),
    },
    log: {
      error: (message: string, error: unknown) => simulator.note(() => `${message}: ${String(error)}`),
    },
    random: simulator.random,
    holder: `${process.name}/${process.generation}`,
    pollMs,
  };
  const loops = [
    createMatcher({ ...parts, leaseMs: matcherLeaseMs, limits }),
    createDeliverer({ ...parts, leaseMs: claimLeaseMs, perRun, concurrency }),
    createSweeper({ ...parts, everyMs: 3_000, allEveryMs: 20_000 }),
  ];
  for (const loop of loops) loop.start();
  return loops;
}
