import { rulesToCel } from "../expressions/index.ts";
import type { Json } from "../json.ts";
import type { PlacedExpression } from "./checked-document.ts";

/** Text of an expression as drawn, or what is wrong with its rules. */
export type ReadExpression = Pick<PlacedExpression, "text" | "problem" | "isText">;

/** Reads an expression in either of its forms. */
export function readExpression(value: { readonly $cel: string } | { readonly $rules: Json }): ReadExpression {
  if ("$cel" in value) return { text: value.$cel, isText: true };
  const text = rulesToCel(value.$rules);
  return text.ok ? { text: text.text, isText: false } : { problem: text.message, isText: false };
}
