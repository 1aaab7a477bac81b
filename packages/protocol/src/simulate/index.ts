export { storeScenarios } from "./scenarios.ts";
export type { ScenarioHelpers, StoreScenario } from "./scene.ts";
export { runWorld } from "./create-world.ts";
export type { WorldOptions, WorldResult } from "./create-world.ts";
export { MODEL_RULES } from "./model-rules.ts";
export type { ModelRules } from "./model-rules.ts";
