// The one wrapper over CEL: everything the language does with expressions goes through these names.
export { neededPaths, parseExpression, readsClocks, referencedPaths } from "./cel.ts";
export { evaluate, evaluateCondition } from "./on-host.ts";
export type { Evaluation } from "./cel.ts";
export { checkExpression } from "./check-expression.ts";
export type { ExpectedType, ExpressionFinding } from "./check-expression.ts";
export { defaultWhenMissing, rulesToCel } from "./conditions.ts";
export type { WhenMissing } from "./conditions.ts";
export type { ConditionText } from "./conditions.ts";
export { EVENT_SCHEMA, isClosed, lookUp, RUN_ROOTS } from "./declared-types.ts";
export type { DeclaredTypes } from "./declared-types.ts";
export { keyText, topicText } from "./key-text.ts";
export type { KeyText } from "./key-text.ts";
