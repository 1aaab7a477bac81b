// What one may write in an expression, told to whoever writes one. The editor's help, its autocomplete and the tables of
// docs/guides/expressions.md are made of this list; a test holds it against the functions that there are.
import type { ExpressionHelp } from "./help.ts";
import { LISTS_HELP } from "./lists-help.ts";
import { CALCULATING_HELP, COMPARING_HELP } from "./operators-help.ts";
import { NUMBERS_HELP, TEXT_HELP } from "./text-help.ts";
import { TIME_HELP } from "./time-help.ts";
import { MISSING_HELP, VALUES_HELP } from "./values-help.ts";

export { HELP_GROUPS } from "./help.ts";
export type { ExpressionHelp, HelpGroup } from "./help.ts";
export { HELP_SCOPE } from "./help-scope.ts";

/** Everything that one may write, under its headings. */
export const EXPRESSION_HELP: readonly ExpressionHelp[] = [
  ...VALUES_HELP,
  ...COMPARING_HELP,
  ...CALCULATING_HELP,
  ...MISSING_HELP,
  ...TEXT_HELP,
  ...NUMBERS_HELP,
  ...LISTS_HELP,
  ...TIME_HELP,
];
