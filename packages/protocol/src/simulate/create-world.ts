// A whole installation in one process and in virtual time: two of everything, all of it breaking, until it may not any more.
import { advance } from "@throughline/flow/stepper";
import { createDeliverer } from "../dispatcher/deliverer.ts";
import { createMatcher } from "../dispatcher/matcher.ts";
import type { Clock, DispatchLog } from "../dispatcher/ports.ts";
import { createSweeper } from "../dispatcher/sweeper.ts";
import type { Engine } from "../engine.ts";
import type { Store } from "../store.ts";
import { sendEvents } from "./client.ts";
import { createChaos } from "./chaos.ts";
import { createWire } from "./faulty-calls.ts";
import { findViolations } from "./invariants.ts";
import { ModelDatabase } from "./model-database.ts";
import { createModelEngine } from "./model-engine.ts";
import { MODEL_RULES } from "./model-rules.ts";
import type { ModelRules } from "./model-rules.ts";
import { createModelStore } from "./model-store.ts";
import { ModelWorkflow } from "./model-workflow.ts";
import type { HostRules } from "./model-workflow.ts";
import { worldPlans } from "./plans.ts";
import { publishInTheStorm } from "./publisher.ts";
import { Simulator } from "./simulator.ts";
import type { Process } from "./simulator.ts";
import { createPerformer } from "./worker.ts";
import { calmDown, drawSettings } from "./world-settings.ts";
import type { WorldSettings } from "./world-settings.ts";

export interface WorldOptions {
  readonly rules?: Partial<ModelRules>;
  readonly hostRules?: Partial<HostRules>;
  readonly isTracing?: boolean;
}

export interface WorldResult {
  readonly seed: number;
  readonly violations: readonly string[];
  /** How often each port method met each fault. */
  readonly counts: ReadonlyMap<string, number>;
  readonly trace: readonly string[];
  readonly steps: number;
}

const STORM_MS = 25_000;
const REST_LIMIT_MS = 600_000;

/** Runs one seed from the first event to rest and judges it. */
export async function runWorld(seed: number, options: WorldOptions = {}): Promise<WorldResult> {
  const simulator = new Simulator(seed, options.isTracing === true);
  const { random } = simulator;
  let settings = drawSettings(random);
  const db = new ModelDatabase({ ...MODEL_RULES, ...options.rules });
  db.goLive(worldPlans());
  for (const { plan } of db.routing.live) db.revisions.set(plan.flow, 1);

  const wire = createWire(simulator, () => settings.rates);
  const news = createNews(simulator, () => settings.losesNotify);
  db.notify = news.tell;
  const found: string[] = [];
  db.onCommit = () => found.push(...findDoubles(db, found));
  const effects = new Set<string>();

  const storeOf = (process: Process): Store =>
    createModelStore(db, {
      now: () => simulator.now,
      ...wire.callerOf(process),
      waitForNews: news.waitIn(process),
    });

  const workers = [createProcess("worker-1"), createProcess("worker-2")].map((process) => ({
    process,
    store: storeOf(process),
    send: (key: string) => wire.call(process, "wire.send", () => void effects.add(key)),
  }));
  const perform = createPerformer(simulator, workers);
  const engine = createModelEngine(simulator, wire, {
    rates: () => settings.engineRates,
    open: (input) =>
      new ModelWorkflow(input, {
        simulator,
        perform,
        drainAfter: settings.drainAfter,
        rules: { advance, ...options.hostRules },
        onEnd: ({ input: ended }) => engine.closed.push({ run: ended.run, at: simulator.now }),
      }),
  });

  const dispatchers = [createProcess("dispatcher-1"), createProcess("dispatcher-2")];
  const startDispatcher = (process: Process): void =>
    startLoops(simulator, process, settings, { store: storeOf(process), engine: engine.portOf(process) });
  for (const process of dispatchers) startDispatcher(process);

  const doors = [createProcess("api-1"), createProcess("api-2")];
  const doorStores = doors.map((process) => ({ process, store: storeOf(process) }));
  const openDoors = (): readonly Store[] => whoIsUp(doorStores).map(({ store }) => store);
  const ledger = sendEvents(simulator, openDoors, settings.events, STORM_MS);
  publishInTheStorm({ simulator, db, openDoors }, STORM_MS);
  const chaos = createChaos({
    simulator,
    db,
    engine,
    dispatchers,
    workers: workers.map(({ process }) => process),
    doors,
    openDoors,
    startDispatcher,
  });
  chaos.begin(settings.chaosMs, STORM_MS);
  simulator.after(STORM_MS, null, () => {
    settings = calmDown(settings);
    chaos.heal();
  });
  const isAtRest = (): boolean =>
    simulator.now > chaos.startedAt + STORM_MS + 1_000 &&
    ledger.every(({ ackedAt }) => ackedAt !== null) &&
    isDatabaseAtRest(db) &&
    [...engine.workflows.values()].every(({ isRunning }) => !isRunning);
  const problem = await runToRest(simulator, isAtRest);
  const violations = [
    ...problem,
    ...findViolations({ db, ledger, workflows: engine.workflows, effects: [...effects], found }),
  ];
  return { seed, violations, counts: simulator.counts, trace: simulator.trace, steps: simulator.steps };
}

function createProcess(name: string): Process {
  return { name, generation: 0, frozenUntil: 0, isUp: true };
}

/** The loops of one process, as it starts them. */
function startLoops(
  simulator: Simulator,
  process: Process,
  settings: WorldSettings,
  ports: { readonly store: Store; readonly engine: Engine },
): void {
  const clock: Clock = {
    now: () => simulator.now,
    sleep: (ms) => new Promise((resolve) => simulator.after(ms, process, resolve)),
  };
  const log: DispatchLog = {
    error: (message, error) => simulator.note(() => `${message}: ${String(error)}`),
  };
  const { pollMs, matcherLeaseMs, claimLeaseMs, perRun, batchEvents } = settings;
  const holder = `${process.name}/${process.generation}`;
  const parts = { ...ports, clock, random: simulator.random, log, holder, pollMs };
  createMatcher({
    ...parts,
    leaseMs: matcherLeaseMs,
    limits: { events: batchEvents, bytes: 1_000_000 },
  }).start();
  createDeliverer({ ...parts, leaseMs: claimLeaseMs, perRun, concurrency: 4 }).start();
  createSweeper({ ...parts, everyMs: 3_000, allEveryMs: 20_000 }).start();
}

/** Those that are up; if none is, all: a connection to them fails or waits like any other. */
function whoIsUp<One extends { readonly process: Process }>(all: readonly One[]): readonly One[] {
  const up = all.filter(({ process }) => process.isUp);
  return up.length === 0 ? all : up;
}

function isDatabaseAtRest({ pending, outbox, runs }: ModelDatabase): boolean {
  const ended = [...runs.values()].every(
    ({ state }) => state === "closed" || state === "lost" || state === "refused",
  );
  return ended && pending.size === 0 && outbox.size === 0;
}

async function runToRest(simulator: Simulator, isAtRest: () => boolean): Promise<readonly string[]> {
  try {
    await simulator.run(isAtRest, STORM_MS + REST_LIMIT_MS);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Two live runs of one subject in a flow that allows one. */
function findDoubles(db: ModelDatabase, known: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const doubles: string[] = [];
  for (const run of db.runs.values()) {
    if (run.state !== "starting" && run.state !== "open") continue;
    if (db.planOf(run).plan.settings.reentry.rule !== "one-at-a-time") continue;
    const key = `two runs at once: ${run.flow} ${run.subject}`;
    if (seen.has(key) && !known.includes(key)) doubles.push(key);
    seen.add(key);
  }
  return doubles;
}

interface News {
  readonly tell: (kind: "pending" | "delivery") => void;
  readonly waitIn: (process: Process) => Store["waitForNews"];
}

/** NOTIFY: wakes who waits, unless it is lost. */
function createNews(simulator: Simulator, losesNotify: () => number): News {
  const waiting = new Set<{ readonly kind: string; readonly process: Process; readonly wake: () => void }>();
  return {
    tell(kind) {
      for (const waiter of waiting) {
        if (waiter.kind === kind && simulator.random.next() >= losesNotify())
          simulator.after(1, waiter.process, waiter.wake);
      }
    },
    waitIn: (process) => (kind, timeoutMs) =>
      new Promise((resolve) => {
        const waiter = {
          kind,
          process,
          wake: () => {
            waiting.delete(waiter);
            resolve();
          },
        };
        waiting.add(waiter);
        simulator.after(timeoutMs, process, waiter.wake, () => waiting.delete(waiter));
      }),
  };
}
