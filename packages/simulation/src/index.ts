export { createQuietWorld } from "./stories/quiet-world.ts";
export type { QuietWorld } from "./stories/quiet-world.ts";
export type { ScenarioHelpers, StoreScenario } from "./stories/scenario.ts";
export { storeScenarios } from "./stories/scenarios.ts";
