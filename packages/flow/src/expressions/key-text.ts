import { comparableText } from "../comparable-text.ts";
import type { Json } from "../json.ts";

/** The text of a correlation value, or why it cannot be a key. */
export type KeyText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/**
 * A correlation value as text, the same for everyone who hashes a topic: text as it is compared
 * (an e-mail address without case), a whole number by its decimal digits, `true` or `false`. Everything else is no key, with the reason; `what` is what the reason calls it.
 */
export function keyText(value: Json | undefined, what = "the key"): KeyText {
  if (typeof value === "string") return { ok: true, text: comparableText(value) };
  if (typeof value === "boolean") return { ok: true, text: String(value) };
  if (typeof value === "number") {
    if (Number.isInteger(value)) return { ok: true, text: decimalDigits(value) };
    return { ok: false, reason: `${what} ${value} is not a whole number` };
  }
  if (value === null) return { ok: false, reason: `${what} is null` };
  if (value === undefined) return { ok: false, reason: `${what} is missing` };
  return { ok: false, reason: `${what} is ${Array.isArray(value) ? "a list" : "an object"}` };
}

/** The digits that the number is written with, not those of its double: 123456789012345680000 stays that. */
function decimalDigits(value: number): string {
  const text = String(value);
  const [, sign = "", first = "", rest = "", power = ""] = /^(-?)(\d)(?:\.(\d+))?e\+(\d+)$/.exec(text) ?? [];
  return first === "" ? text : sign + first + rest.padEnd(Number(power), "0");
}

/** The exact text that is hashed for a topic; each part carries its length, so no two triples share a text. */
export function topicText(type: string, keyExpression: string, key: string): string {
  return `${type.length}:${type}${keyExpression.length}:${keyExpression}${key.length}:${key}`;
}
