export { createDeliverer } from "./deliverer.ts";
export type { DelivererOptions } from "./deliverer.ts";
export { createMatcher } from "./matcher.ts";
export type { MatcherOptions } from "./matcher.ts";
export type { Clock, DispatchLog, Loop, Random } from "./ports.ts";
export { createSweeper } from "./sweeper.ts";
export type { SweeperOptions } from "./sweeper.ts";
