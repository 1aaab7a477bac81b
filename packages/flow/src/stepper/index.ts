// What runs in the sandbox: no zod, no compiler, no document.
export type { MatchedEvent, FlowEvent } from "../event.ts";
export type { Json, JsonObject } from "../json.ts";
export { ENGINE } from "../plan.ts";
export type * from "../plan.ts";
export { evaluateBy } from "../expressions/cel.ts";
export type { Evaluation } from "../expressions/cel.ts";
export type { Clocks } from "../time/clocks.ts";
export type { ZoneSpan } from "../time/zone-span.ts";
export { findStep } from "../find-step.ts";
export { advance } from "./advance.ts";
export { readDelivery } from "./read-delivery.ts";
export type * from "./facts.ts";
export { jsonBytes, MAX_CARRIED_BYTES } from "./size.ts";
export { repairProblem } from "./repair.ts";
export { initialState } from "./state.ts";
export type { EarlyDelivery, Phase, State, Token } from "./state.ts";
export { shortIdOf } from "./turn.ts";
export { stepId } from "../step-id.ts";
