import { rulesToCel } from "../expressions/index.ts";
import type { Json } from "../json.ts";
import type { PlacedExpression } from "./checked-document.ts";

/** Text of an expression as drawn, or what is wrong with its rules. */
export type ReadExpression = Pick<PlacedExpression, "text" | "problem" | "rules">;

/** Reads an expression in either of its forms. */
export function readExpression(value: { readonly $cel: string } | { readonly $rules: Json }): ReadExpression {
  if ("$cel" in value) return { text: value.$cel };
  const { $rules: rules } = value;
  const text = rulesToCel(rules);
  return text.ok ? { text: text.text, rules } : { problem: text.message, rules };
}
