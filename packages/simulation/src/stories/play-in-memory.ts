import { MEMORY_RULES, MemoryDatabase, createMemoryStore } from "@throughline/protocol/memory";
import { withTransactions } from "../world/replaced.ts";
import type { Replaced } from "../world/replaced.ts";
import { goLive } from "./quiet-world.ts";
import type { StoreScenario } from "./scenario.ts";
import { storeScenarios } from "./scenarios.ts";

const NOW = Date.UTC(2030, 0, 1);

/** Plays a scenario of the store in memory, with everything as it is or as a test replaces it. */
export async function playInMemory(
  scenario: StoreScenario,
  { transactions, rules, store }: Pick<Replaced, "transactions" | "rules" | "store"> = {},
): Promise<void> {
  const db = new MemoryDatabase({ ...MEMORY_RULES, ...rules });
  const direct = withTransactions(createMemoryStore(db, { now: () => NOW }), transactions);
  await scenario.run(store?.(direct, db) ?? direct, {
    now: () => Promise.resolve(NOW),
    publish: (plan) => Promise.resolve(goLive(db, [plan])),
  });
}

/** The scenario of this name. */
export function scenarioNamed(name: string): StoreScenario {
  const found = storeScenarios.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`Cannot find scenario "${name}": no list has it`);
  return found;
}
