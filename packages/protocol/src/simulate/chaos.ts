// Kills, freezes and operators: what happens to the world from outside while events come in.
import type { ControlRequest, Store } from "../store.ts";
import type { ModelDatabase } from "./model-database.ts";
import type { ModelEngine } from "./model-engine.ts";
import { between, pick } from "./random.ts";
import type { Process, Simulator } from "./simulator.ts";

export interface ChaosParts {
  readonly simulator: Simulator;
  readonly db: ModelDatabase;
  readonly engine: ModelEngine;
  readonly dispatchers: readonly Process[];
  readonly workers: readonly Process[];
  readonly doors: readonly Process[];
  readonly openDoors: () => readonly Store[];
  readonly startDispatcher: (process: Process) => void;
}

export interface Chaos {
  readonly startedAt: number;
  begin(everyMs: number, overMs: number): void;
  /** Everything is up and stays up; operators end what needs a person. */
  heal(): void;
}

const BY = "operator";

/** Creates what goes wrong. */
export function createChaos(parts: ChaosParts): Chaos {
  const { simulator, db, engine, dispatchers, workers, doors, startDispatcher } = parts;
  const { random } = simulator;
  const startedAt = simulator.now;
  const all = [...dispatchers, ...workers, ...doors];

  function kill(process: Process): void {
    simulator.note(() => `kill ${process.name}`);
    process.generation += 1;
    process.frozenUntil = 0;
    process.isUp = false;
    const { generation } = process;
    simulator.after(between(random, 50, 4_000), null, () => {
      if (process.generation === generation) start(process);
    });
  }

  function start(process: Process): void {
    if (process.isUp) return;
    process.isUp = true;
    simulator.note(() => `start ${process.name}`);
    if (dispatchers.includes(process)) startDispatcher(process);
  }

  function freeze(process: Process): void {
    const ms = between(random, 100, 12_000);
    simulator.note(() => `freeze ${process.name} for ${ms} ms`);
    process.frozenUntil = simulator.now + ms;
  }

  function control(request: ControlRequest): void {
    simulator.note(() => `${request.kind} ${request.run}`);
    // An operator who sees an error tries again, or not.
    pick(random, parts.openDoors())
      .control(request)
      .catch(() => {});
  }

  function operate(): void {
    const runs = [...db.runs.values()].filter(
      ({ state }) => state === "queued" || state === "starting" || state === "open",
    );
    const tasks = [...db.tasks.values()].filter(({ state }) => state === "open");
    if (tasks.length > 0 && random.next() < 0.5) {
      const request = { task: pick(random, tasks).id, decision: "yes", values: {}, by: BY };
      pick(random, parts.openDoors())
        .decide(request)
        .catch(() => {});
    }
    if (runs.length === 0) return;
    const { id: run } = pick(random, runs);
    const drawn = random.next();
    const workflow = engine.workflows.get(run);
    if (drawn < 0.1) control({ kind: "cancel", run, compensate: true, by: BY });
    else if (drawn < 0.25) control({ kind: "pause", run, by: BY });
    else if (drawn < 0.4) control({ kind: "resume", run, by: BY });
    else if (drawn < 0.45 && workflow?.isRunning === true) workflow.tell({ kind: "cancelled" });
    else if (drawn < 0.48 && workflow?.isRunning === true) workflow.terminate();
  }

  function strike(): void {
    const drawn = random.next();
    if (drawn < 0.5) kill(pick(random, all));
    else if (drawn < 0.8) freeze(pick(random, [...dispatchers, ...workers]));
  }

  function repeat(everyMs: number, until: number, act: () => void): void {
    simulator.after(between(random, 1, 2 * everyMs), null, () => {
      if (simulator.now >= until) return;
      act();
      repeat(everyMs, until, act);
    });
  }

  /** Paused runs go on; parked ones are cancelled. */
  function tidy(): void {
    for (const { input, state, isRunning } of engine.workflows.values()) {
      if (!isRunning) continue;
      if (state.isPaused) control({ kind: "resume", run: input.run, by: BY });
      else if (state.tokens.some(({ phase }) => phase === "parked"))
        control({ kind: "cancel", run: input.run, compensate: false, by: BY });
    }
  }

  return {
    startedAt,
    begin(everyMs, overMs) {
      repeat(everyMs, startedAt + overMs, strike);
      repeat(700, startedAt + overMs, operate);
    },
    heal() {
      simulator.note(() => "the storm is over");
      for (const process of all) {
        process.generation += 1;
        process.frozenUntil = 0;
        process.isUp = false;
        start(process);
      }
      repeat(2_000, Number.POSITIVE_INFINITY, tidy);
    },
  };
}
