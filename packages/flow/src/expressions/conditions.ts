// The query builder's rule tree becomes CEL.
import type { Json, JsonObject } from "../json.ts";

/** CEL of a rule tree, or what is wrong with it and at which rule (`rules.1.value`). */
export type ConditionText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly at: string };

const COMPARE: Readonly<Record<string, string>> = {
  "=": "==",
  "!=": "!=",
  "<": "<",
  ">": ">",
  "<=": "<=",
  ">=": ">=",
};
const TEXT: Readonly<Record<string, string>> = {
  contains: "contains",
  beginsWith: "startsWith",
  startsWith: "startsWith",
  endsWith: "endsWith",
};
const NEGATED: Readonly<Record<string, string>> = {
  doesNotContain: "contains",
  doesNotBeginWith: "startsWith",
  doesNotStartWith: "startsWith",
  doesNotEndWith: "endsWith",
  notIn: "in",
  notBetween: "between",
  notNull: "null",
};
const FIELD = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
const MAX_DEPTH = 20;

/** A problem inside the tree; caught at its top. */
class RuleError extends Error {
  readonly at: string;
  constructor(message: string, at: string) {
    super(message);
    this.at = at;
  }
}

/**
 * Turns a rule tree (combinators `and` and `or`, `not`, rules `{field, operator, value}`) into CEL. An empty group is true.
 *
 * @example rulesToCel({ combinator: "and", rules: [{ field: "trigger.data.total", operator: ">", value: 500 }] })
 */
export function rulesToCel(rules: Json): ConditionText {
  try {
    return { ok: true, text: groupText(rules, "", 0) };
  } catch (error) {
    if (error instanceof RuleError) return { ok: false, message: error.message, at: error.at };
    throw error;
  }
}

function groupText(group: Json | undefined, at: string, depth: number): string {
  if (!isObject(group) || !Array.isArray(group["rules"]))
    throw new RuleError("a group of rules is expected here", at);
  if (depth > MAX_DEPTH) throw new RuleError(`groups may be nested ${MAX_DEPTH} deep`, at);
  const combinator = group["combinator"] ?? "and";
  if (combinator !== "and" && combinator !== "or")
    throw new RuleError("rules are combined with and or or", at);
  const parts = (group["rules"] as readonly Json[]).map((rule, index) => {
    const place = `${at === "" ? "" : `${at}.`}rules.${index}`;
    return isObject(rule) && "rules" in rule
      ? `(${groupText(rule, place, depth + 1)})`
      : ruleText(rule, place);
  });
  const text = parts.length === 0 ? "true" : parts.join(combinator === "and" ? " && " : " || ");
  return group["not"] === true ? `!(${text})` : text;
}

function ruleText(rule: Json, at: string): string {
  if (!isObject(rule)) throw new RuleError("a rule is expected here", at);
  const { field, operator, value } = rule;
  if (typeof field !== "string" || !FIELD.test(field)) throw new RuleError("choose a field", `${at}.field`);
  if (typeof operator !== "string") throw new RuleError("choose an operator", `${at}.operator`);
  if (operator === "null" || operator === "notNull") return comparisonText(field, operator, rule, at);
  const missing = whenMissing(rule, at);
  const comparison = comparisonText(field, operator, rule, at);
  const isMissing = [field, ...(rule["valueSource"] === "field" && typeof value === "string" ? [value] : [])]
    .flatMap((path) => missingTexts(path))
    .join(" || ");
  // Who compares with null asks for what is missing.
  if (missing === "error" || isMissing === "" || value === null) return comparison;
  return missing === "yes" ? `(${isMissing} || ${comparison})` : `(!(${isMissing}) && ${comparison})`;
}

function comparisonText(field: string, operator: string, rule: JsonObject, at: string): string {
  const negated = NEGATED[operator];
  if (negated !== undefined) return `!(${positiveText(field, negated, rule, at)})`;
  if (operator === "in" || operator === "between" || operator === "null" || operator in TEXT) {
    return `(${positiveText(field, operator, rule, at)})`;
  }
  const compare = COMPARE[operator];
  if (compare === undefined) throw new RuleError(`the operator "${operator}" is not known`, `${at}.operator`);
  return `${field} ${compare} ${operandText(rule["value"], rule, `${at}.value`)}`;
}

/** What a rule says about a value that is missing or null: it does not hold, it holds, or it cannot be judged. */
export type WhenMissing = "no" | "yes" | "error";

/** What a rule with this operator says where nobody has chosen: what is missing is no country, so it is not this one. */
export function defaultWhenMissing(operator: string): WhenMissing {
  return operator === "!=" || operator in NEGATED ? "yes" : "no";
}

function whenMissing({ operator, missing }: JsonObject, at: string): WhenMissing {
  if (missing === undefined) return defaultWhenMissing(typeof operator === "string" ? operator : "");
  if (missing === "no" || missing === "yes" || missing === "error") return missing;
  throw new RuleError("choose what holds when the value is missing", `${at}.missing`);
}

function positiveText(field: string, operator: string, rule: JsonObject, at: string): string {
  const place = `${at}.value`;
  if (operator === "null") return nullText(field);
  if (operator === "in")
    return `${field} in [${listOf(rule["value"], place)
      .map((item) => operandText(item, rule, place))
      .join(", ")}]`;
  if (operator === "between") {
    const [low, high] = listOf(rule["value"], place);
    if (low === undefined || high === undefined) throw new RuleError("give two values", place);
    return `${field} >= ${operandText(low, rule, place)} && ${field} <= ${operandText(high, rule, place)}`;
  }
  return `${field}.${TEXT[operator] ?? operator}(${operandText(rule["value"], rule, place)})`;
}

/** Missing anywhere along the path, or null. A field of a declared type is never null to the checker, so it is not asked. */
function nullText(field: string): string {
  const [root = ""] = field.split(".");
  return [`dyn(${root}) == null`, ...missingTexts(field)].join(" || ");
}

/** The ways in which a path may lead to nothing; a root is always there. */
function missingTexts(field: string): readonly string[] {
  const names = field.split(".");
  return names.slice(1).map((_name, index) => {
    const path = names.slice(0, index + 2).join(".");
    return `!has(${path}) || dyn(${path}) == null`;
  });
}

function listOf(value: Json | undefined, at: string): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  if (typeof value === "string" && value !== "") return value.split(",").map((item) => item.trim());
  throw new RuleError("give a list of values", at);
}

function operandText(value: Json | undefined, rule: JsonObject, at: string): string {
  if (rule["valueSource"] === "field") {
    if (typeof value === "string" && FIELD.test(value)) return value;
    throw new RuleError("choose a field to compare with", at);
  }
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "number") return numberText(value);
  throw new RuleError("give a value", at);
}

function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
