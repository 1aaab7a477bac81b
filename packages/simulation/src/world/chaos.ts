// Kills, freezes and operators: what happens to the world from outside while events come in.
import type { Store } from "@throughline/protocol";
import type { MemoryDatabase } from "@throughline/protocol/memory";
import type { ModelEngine } from "./model-engine.ts";
import { createOperator } from "./operator.ts";
import { between, pick } from "./random.ts";
import type { Process, Simulator } from "./simulator.ts";

export interface ChaosParts {
  readonly simulator: Simulator;
  readonly db: MemoryDatabase;
  readonly engine: ModelEngine;
  readonly dispatchers: readonly Process[];
  readonly workers: readonly Process[];
  readonly doors: readonly Process[];
  readonly openDoors: () => readonly Store[];
  readonly startDispatcher: (process: Process) => void;
  readonly closeDispatcher: (process: Process) => void;
}

export interface Chaos {
  readonly startedAt: number;
  begin(everyMs: number, overMs: number): void;
  /** Everything is up and stays up; operators end what needs a person. */
  heal(): void;
}

/** Creates what goes wrong. */
export function createChaos(parts: ChaosParts): Chaos {
  const { simulator, dispatchers, workers, doors, startDispatcher, closeDispatcher } = parts;
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

  /** As a deployment does it: what is held is given back, in as much time as there is. */
  function replace(process: Process): void {
    if (!process.isUp) return;
    simulator.note(() => `replace ${process.name}`);
    closeDispatcher(process);
    const { generation } = process;
    simulator.after(between(random, 100, 3_000), null, () => {
      if (process.generation === generation) kill(process);
    });
  }

  const operator = createOperator(parts);

  function strike(): void {
    const drawn = random.next();
    if (drawn < 0.45) kill(pick(random, all));
    else if (drawn < 0.6) replace(pick(random, dispatchers));
    else if (drawn < 0.85) freeze(pick(random, [...dispatchers, ...workers]));
  }

  function repeat(everyMs: number, until: number, act: () => void): void {
    simulator.after(between(random, 1, 2 * everyMs), null, () => {
      if (simulator.now >= until) return;
      act();
      repeat(everyMs, until, act);
    });
  }

  return {
    startedAt,
    begin(everyMs, overMs) {
      repeat(everyMs, startedAt + overMs, strike);
      repeat(700, startedAt + overMs, operator.operate);
    },
    heal() {
      simulator.note(() => "the storm is over");
      for (const process of all) {
        process.generation += 1;
        process.frozenUntil = 0;
        process.isUp = false;
        start(process);
      }
      repeat(2_000, Number.POSITIVE_INFINITY, operator.tidy);
    },
  };
}
