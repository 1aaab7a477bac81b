import { ModelDatabase } from "./model-database.ts";
import { MODEL_RULES } from "./model-rules.ts";
import { storeScenarios } from "./scenarios.ts";
import type { StoreScenario } from "./scene.ts";
import { createDirectStore, goLive } from "./stage.ts";
import type { StageParts } from "./stage.ts";

const NOW = Date.UTC(2030, 0, 1);

/** Plays a scenario of the store on the model, with the rules and the store as they are or as a test replaces them. */
export async function playOnModel(
  scenario: StoreScenario,
  { rules, store }: Pick<StageParts, "rules" | "store"> = {},
): Promise<void> {
  const db = new ModelDatabase({ ...MODEL_RULES, ...rules });
  const direct = createDirectStore(db, () => NOW);
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
