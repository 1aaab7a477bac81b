// The public names of the language.
export { check } from "./check/check.ts";
export type { CheckedDocument } from "./check/checked-document.ts";
export { createChecker } from "./check/create-checker.ts";
export type { Checker } from "./check/create-checker.ts";
export { compile } from "./compile/compile.ts";
export type { Compilation } from "./compile/compile.ts";
export { readSubject } from "./comparable-text.ts";
export type { SubjectReading } from "./comparable-text.ts";
export { outputOf } from "./declared-output.ts";
export { diagnose } from "./diagnose/diagnose.ts";
export type { Diagnostic } from "./diagnostic.ts";
export { canonicalJson } from "./document/canonical-json.ts";
export * from "./document/schema.ts";
export { DURATION_PATTERN, durationToMs, OFFSET_PATTERN, SPAN_PATTERN } from "./duration.ts";
export * from "./event.ts";
export {
  defaultWhenMissing,
  evaluate,
  evaluateCondition,
  keyText,
  parseExpression,
  referencedPaths,
  rulesToCel,
  topicText,
} from "./expressions/index.ts";
export type { ConditionText, Evaluation, KeyText, WhenMissing } from "./expressions/index.ts";
export { EXPRESSION_HELP, HELP_GROUPS, HELP_SCOPE } from "./help/index.ts";
export type { ExpressionHelp, HelpGroup } from "./help/index.ts";
export { findStep } from "./find-step.ts";
export { ICONS } from "./icons.ts";
export type { IconName } from "./icons.ts";
export { markedTemplate, markTemplates } from "./instructions/run/mark-templates.ts";
export type { MarkedTemplate } from "./instructions/run/mark-templates.ts";
export { titleAt } from "./instructions/config-walk.ts";
export { inExpression, renameSteps } from "./rename-steps.ts";
export type { StepNames } from "./rename-steps.ts";
export { sayIssue } from "./say-issue.ts";
export { portsOfStep } from "./instructions/advance.ts";
export { portsOf, triggerKind } from "./instructions/ports.ts";
export { portTitle } from "./port-title.ts";
export * from "./judge/index.ts";
export { waitRows } from "./instructions/wait/rows.ts";
export type { WaitRows } from "./instructions/wait/rows.ts";
export { isJsonObject } from "./json.ts";
export type { Json, JsonObject } from "./json.ts";
export { isKeptNumber, keptNumbers, parseJson } from "./parse-json.ts";
export { ADDRESS_PATTERN, ADDRESSES_PATTERN, SENDER_PATTERN } from "./mail-pattern.ts";
export * from "./quantity.ts";
export { mergeTraits, NO_PROFILE, PROFILE_BYTES_MAX, traitTime } from "./merge-traits.ts";
export type { MergedTraits, Profile, TraitTime } from "./merge-traits.ts";
export { readZone } from "./time/host-zones.ts";
export * from "./node-type.ts";
export { nodeTypeProblem } from "./node-type-problem.ts";
export * from "./plan.ts";
export { previewNode } from "./preview-node.ts";
export type { NodePreview } from "./preview-node.ts";
export { advance } from "./stepper/advance.ts";
export type * from "./stepper/facts.ts";
export { initialState } from "./stepper/state.ts";
export type { EarlyDelivery, Phase, State, Token } from "./stepper/state.ts";
export { diagnoseSeen, eventTypesIn } from "./seen/diagnose-seen.ts";
export { inferFields } from "./seen/infer-fields.ts";
export type { SeenEvents, SeenField } from "./seen/seen-events.ts";
export { valuesInSight } from "./sight.ts";
export type { SeenValue } from "./sight.ts";
export { shortIdOf } from "./stepper/turn.ts";
export { readTemplate } from "./templates.ts";
export type { TemplateReading } from "./templates.ts";
export { nodeOf, stepId, parseStep } from "./step-id.ts";
