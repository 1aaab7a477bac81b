import type { Json } from "../json.ts";

/** The text of a correlation value, or why it cannot be a key. */
export type KeyText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/**
 * A correlation value as text, the same for everyone who hashes a topic: text as it is, a whole number as decimal,
 * `true` or `false`. Everything else is no key, with the reason; `what` is what the reason calls it.
 */
export function keyText(value: Json | undefined, what = "the key"): KeyText {
  if (typeof value === "string") return { ok: true, text: value };
  if (typeof value === "boolean") return { ok: true, text: String(value) };
  if (typeof value === "number") {
    if (Number.isInteger(value)) return { ok: true, text: BigInt(value).toString() };
    return { ok: false, reason: `${what} ${value} is not a whole number` };
  }
  if (value === null) return { ok: false, reason: `${what} is null` };
  if (value === undefined) return { ok: false, reason: `${what} is missing` };
  return { ok: false, reason: `${what} is ${Array.isArray(value) ? "a list" : "an object"}` };
}

/** The exact text that is hashed for a topic; each part carries its length, so no two triples share a text. */
export function topicText(type: string, keyExpression: string, key: string): string {
  return `${type.length}:${type}${keyExpression.length}:${keyExpression}${key.length}:${key}`;
}
