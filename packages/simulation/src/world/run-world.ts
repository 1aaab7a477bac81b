// A whole installation in one process and in virtual time: two of everything, all of it breaking, until it may not any more.
import type { Store } from "@throughline/protocol";
import type { MemoryDatabase } from "@throughline/protocol/memory";
import { createChaos } from "./chaos.ts";
import { sendEvents } from "./client.ts";
import { createInstallation } from "./installation.ts";
import { findViolations, strayCaps } from "./invariants.ts";
import { publishInTheStorm } from "./publisher.ts";
import type { Replaced } from "./replaced.ts";
import { Simulator } from "./simulator.ts";
import type { Process } from "./simulator.ts";
import { worldPlans } from "./world-plans.ts";
import { calmDown, drawSettings } from "./world-settings.ts";

export interface WorldOptions extends Replaced {
  readonly isTracing?: boolean;
}

export interface WorldResult {
  readonly seed: number;
  readonly violations: readonly string[];
  /** How often each port method and each transaction met each fault. */
  readonly counts: ReadonlyMap<string, number>;
  readonly trace: readonly string[];
  readonly steps: number;
}

const STORM_MS = 25_000;
const REST_LIMIT_MS = 600_000;

/** Runs one seed from the first event to rest and judges it. */
export async function runWorld(seed: number, options: WorldOptions = {}): Promise<WorldResult> {
  const simulator = new Simulator(seed, options.isTracing === true);
  let settings = drawSettings(simulator.random);
  const effects = new Set<string>();
  const installation = createInstallation({
    ...options,
    simulator,
    settings: () => settings,
    each: 2,
    receive: (wire, process, key) =>
      wire.call(process, "wire.send", () => {
        // A receiver knows a key again: what it took it does not refuse later.
        if (!effects.has(key) && simulator.random.next() < settings.refusesEffect) return "refused";
        effects.add(key);
        return "taken";
      }),
  });
  const { db, journal, engine, workers, dispatchers, doors, startDispatcher, closeDispatcher } = installation;
  db.goLive(worldPlans());
  for (const { plan } of db.routing.live) db.revisions.set(plan.flow, 1);
  const found: string[] = [];
  db.onCommit = () => found.push(...findDoubles(db, found), ...strayCaps(db));
  for (const process of dispatchers) startDispatcher(process);

  const doorStores = doors.map((process) => ({ process, store: installation.storeOf(process) }));
  const openDoors = (): readonly Store[] => whoIsUp(doorStores).map(({ store }) => store);
  const ledger = sendEvents(simulator, openDoors, settings.events, STORM_MS);
  publishInTheStorm({ simulator, db, openDoors }, STORM_MS);
  const chaos = createChaos({
    simulator,
    db,
    engine,
    dispatchers,
    workers,
    doors,
    openDoors,
    startDispatcher,
    closeDispatcher,
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
  const evidence = { db, journal, ledger, workflows: engine.workflows, effects: [...effects], found };
  return {
    seed,
    violations: [...problem, ...findViolations(evidence)],
    counts: simulator.counts,
    trace: simulator.trace,
    steps: simulator.steps,
  };
}

/** Those that are up; if none is, all: a connection to them fails or waits like any other. */
function whoIsUp<One extends { readonly process: Process }>(all: readonly One[]): readonly One[] {
  const up = all.filter(({ process }) => process.isUp);
  return up.length === 0 ? all : up;
}

function isDatabaseAtRest({ pending, outbox, runs }: MemoryDatabase): boolean {
  if (pending.size > 0 || outbox.size > 0) return false;
  return [...runs.values()].every(
    ({ state }) => state === "closed" || state === "lost" || state === "refused",
  );
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
function findDoubles(db: MemoryDatabase, known: readonly string[]): readonly string[] {
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
