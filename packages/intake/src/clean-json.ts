import type { Json } from "@throughline/flow";
import { pointerPart } from "./json-pointer.ts";
import type { Fault } from "./refusal.ts";

/** What to do with U+0000, which Postgres takes in no text: name it, or put U+FFFD in its place (a provider will not fix its data). */
export type NulRule = "refuse" | "replace";

/**
 * Makes a parsed value storable and comparable: texts and names get their composed form (NFC), so that what looks the same
 * is the same; lone surrogates become U+FFFD, U+0000 is named with its JSON pointer.
 */
export function cleanJson(value: Json, rule: NulRule, faults: Fault[], path = ""): Json {
  if (typeof value === "string") return cleanText(value, rule, faults, path);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => cleanJson(item, rule, faults, `${path}/${index}`));
  }
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    const at = `${path}/${pointerPart(key)}`;
    entries.push([cleanText(key, rule, faults, at), cleanJson(item ?? null, rule, faults, at)]);
  }
  // fromEntries defines own properties, so a key "__proto__" stays a plain key.
  return Object.fromEntries(entries);
}

function cleanText(text: string, rule: NulRule, faults: Fault[], path: string): string {
  const formed = toPlainText(text);
  if (!formed.includes("\u0000")) return formed;
  if (rule === "replace") return formed.replaceAll("\u0000", "\uFFFD");
  faults.push({ code: "not-storable", path, message: "holds the character U+0000, which cannot be stored" });
  return formed;
}

/** Well formed and composed (NFC): `é` is one character, however it was typed. */
export function toPlainText(text: string): string {
  return text.toWellFormed().normalize("NFC");
}
