// Expressions as an analyst would say them; short, for nodes and lists.
import { toText } from "../to-text.ts";

const operatorWords: Readonly<Record<string, string>> = {
  "=": "is",
  "!=": "is not",
  "<": "is below",
  ">": "is above",
  "<=": "is at most",
  ">=": "is at least",
  contains: "contains",
  beginsWith: "starts with",
  endsWith: "ends with",
  doesNotContain: "does not contain",
  doesNotBeginWith: "does not start with",
  doesNotEndWith: "does not end with",
  null: "is missing",
  notNull: "is there",
  in: "is one of",
  notIn: "is none of",
  between: "is between",
  notBetween: "is not between",
};

interface Rule {
  readonly field?: unknown;
  readonly operator?: unknown;
  readonly value?: unknown;
  readonly combinator?: unknown;
  readonly not?: unknown;
  readonly rules?: unknown;
}

/** An expression, or a plain value, in words. */
export function expressionInWords(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "object") return toText(value);
  const { $cel, $rules, $secret } = value as {
    readonly $cel?: unknown;
    readonly $rules?: unknown;
    readonly $secret?: unknown;
  };
  if (typeof $cel === "string") return shortPaths($cel);
  if (typeof $rules === "object" && $rules !== null) return groupInWords($rules as Rule, true);
  if (typeof $secret === "string") return `secret ${$secret}`;
  return Array.isArray(value) ? `${value.length} items` : "";
}

/** A path without the part that everyone knows: `trigger.data.total` → `total`. */
function shortPaths(text: string): string {
  return text
    .replaceAll(/\b(?:trigger|event)\.data\./g, "")
    .replaceAll("&&", "and")
    .replaceAll("||", "or");
}

function groupInWords(group: Rule, isOutermost: boolean): string {
  const rules = Array.isArray(group.rules) ? (group.rules as readonly Rule[]) : [];
  const parts = rules
    .filter((rule) => typeof rule === "object" && rule !== null)
    .map((rule) => (Array.isArray(rule.rules) ? groupInWords(rule, false) : ruleInWords(rule)))
    .filter((part) => part !== "");
  const joined = parts.join(group.combinator === "or" ? " or " : " and ");
  const said = !isOutermost && parts.length > 1 ? `(${joined})` : joined;
  return group.not === true && said !== ""
    ? `not ${isOutermost && parts.length > 1 ? `(${said})` : said}`
    : said;
}

function ruleInWords(rule: Rule): string {
  const field = typeof rule.field === "string" ? shortPaths(rule.field) : "";
  const operator = typeof rule.operator === "string" ? (operatorWords[rule.operator] ?? rule.operator) : "is";
  if (field === "") return "";
  if (rule.operator === "null" || rule.operator === "notNull") return `${field} ${operator}`;
  const value = Array.isArray(rule.value)
    ? rule.value.join(rule.operator === "between" ? " and " : ", ")
    : toText(rule.value);
  return `${field} ${operator} ${value === "" ? "…" : value}`;
}
