export type { Diagnostic } from "./diagnostic.ts";
export * from "./document/schema.ts";
export * from "./event.ts";
export type { Json, JsonObject } from "./json.ts";
export * from "./node-type.ts";
export * from "./plan.ts";
export type * from "./stepper/facts.ts";
export * from "./expressions/index.ts";
