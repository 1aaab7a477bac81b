// The tree of rules behind a visual condition: the query builder's form (combinator, not, rules), which becomes CEL.

import type { WhenMissing } from "@throughline/flow";

/** One comparison. */
export interface Rule {
  readonly field: string;
  readonly operator: string;
  readonly value?: unknown;
  /** `field` when the value is a path too. */
  readonly valueSource?: "field";
  /** What it says about a value that is missing; absent for what `defaultWhenMissing` tells. */
  readonly missing?: WhenMissing;
}
/** Comparisons and groups, combined. */
export interface RuleGroup {
  readonly combinator: "and" | "or";
  readonly not?: boolean;
  readonly rules: readonly (Rule | RuleGroup)[];
}

/** What can be asked of a value, by the type it has. `takes` says how the right-hand side is written. */
export interface Operator {
  readonly name: string;
  readonly label: string;
  readonly takes: "one" | "two" | "list" | "none";
  readonly types: readonly string[] | "all";
}
const ordered = ["number", "integer", "string", "unknown"];
const textual = ["string", "unknown"];
const OPERATORS: readonly Operator[] = [
  { name: "=", label: "is", takes: "one", types: "all" },
  { name: "!=", label: "is not", takes: "one", types: "all" },
  { name: ">", label: "is above", takes: "one", types: ordered },
  { name: ">=", label: "is at least", takes: "one", types: ordered },
  { name: "<", label: "is below", takes: "one", types: ordered },
  { name: "<=", label: "is at most", takes: "one", types: ordered },
  { name: "between", label: "is between", takes: "two", types: ["number", "integer", "unknown"] },
  { name: "contains", label: "contains", takes: "one", types: textual },
  { name: "beginsWith", label: "starts with", takes: "one", types: textual },
  { name: "endsWith", label: "ends with", takes: "one", types: textual },
  { name: "in", label: "is one of", takes: "list", types: ["string", "number", "integer", "unknown"] },
  { name: "notNull", label: "is there", takes: "none", types: "all" },
  { name: "null", label: "is missing", takes: "none", types: "all" },
];

const EMPTY_GROUP: RuleGroup = { combinator: "and", rules: [] };

/** A rule to fill in. */
export const EMPTY_RULE: Rule = { field: "", operator: "=", value: "" };

/** What a condition starts with. */
export const NEW_GROUP: RuleGroup = { combinator: "and", rules: [EMPTY_RULE] };

/** True for a group, false for a comparison. */
export function isGroup(item: Rule | RuleGroup): item is RuleGroup {
  return "rules" in item;
}

/** Reads a stored tree; what is not one becomes an empty group. */
export function readRules(value: unknown): RuleGroup {
  if (typeof value !== "object" || value === null) return EMPTY_GROUP;
  const { combinator, not, rules } = value as {
    readonly combinator?: unknown;
    readonly not?: unknown;
    readonly rules?: unknown;
  };
  if (!Array.isArray(rules)) return EMPTY_GROUP;
  return {
    combinator: combinator === "or" ? "or" : "and",
    ...(not === true ? { not: true } : {}),
    rules: rules.flatMap((item: unknown): readonly (Rule | RuleGroup)[] => {
      if (typeof item !== "object" || item === null) return [];
      return "rules" in item ? [readRules(item)] : [item as Rule]; // stored by this very builder, or checked at publish
    }),
  };
}

/** The operators that fit a type; unknown types may be asked everything. */
export function operatorsFor(type: string): readonly Operator[] {
  const known = ["string", "number", "integer", "boolean"].includes(type) ? type : "unknown";
  return OPERATORS.filter(({ types }) => types === "all" || types.includes(known));
}

/** What was typed, as a value of the field's type: numbers become numbers, `true` and `false` booleans. */
export function parseOperand(text: string, type: string): unknown {
  const trimmed = text.trim();
  const isNumber = trimmed !== "" && Number.isFinite(Number(trimmed));
  if ((type === "number" || type === "integer") && isNumber) return Number(trimmed);
  if (type === "boolean" && (trimmed === "true" || trimmed === "false")) return trimmed === "true";
  if (type === "string" || type === "number" || type === "integer") return text;
  if (isNumber && !/^0\d/.test(trimmed)) return Number(trimmed);
  return trimmed === "true" ? true : trimmed === "false" ? false : text;
}
