import type { Expression } from "../document/schema.ts";
import { rulesToCel } from "../expressions/index.ts";
import type { Json } from "../json.ts";
import { isExpression, isObject } from "./config-walk.ts";

/** CEL of an expression as drawn. Throws a SyntaxError for rules that the diagnostics should have caught. */
export function expressionText(expression: Expression): string {
  if ("$cel" in expression) return expression.$cel;
  const text = rulesToCel(expression.$rules);
  if (text.ok) return text.text;
  throw new SyntaxError(`Cannot read rules at "${text.at}": ${text.message}`);
}

/** A config in which every rule tree has become CEL. */
export function withCel(value: Json): Json {
  if (isExpression(value)) return { $cel: expressionText(value as Expression) };
  if (Array.isArray(value)) return value.map(withCel);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => (child === undefined ? [] : [[key, withCel(child)]])),
  );
}
