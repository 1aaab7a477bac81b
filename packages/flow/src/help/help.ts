import type { Json } from "../json.ts";

/** Headings of the help, in their order. */
export const HELP_GROUPS = [
  "Values",
  "Comparing",
  "Calculating",
  "What may be missing",
  "Text",
  "Numbers",
  "Lists and objects",
  "Moments and durations",
] as const;

/** A heading of the help. */
export type HelpGroup = (typeof HELP_GROUPS)[number];

/** Something that one may write. */
export interface ExpressionHelp {
  readonly group: HelpGroup;
  /** Every form in which it is written: `text.substring(from)`, `text.substring(from, to)`. */
  readonly forms: readonly string[];
  /** What it gives, in a sentence. */
  readonly says: string;
  /** Expressions over `HELP_SCOPE` and what they give; the first is the one to insert. */
  readonly examples: readonly (readonly [expression: string, gives: Json])[];
}
