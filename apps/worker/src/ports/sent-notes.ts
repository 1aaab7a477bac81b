// What a step really sent, as its page shows it: rendered, without secrets, and no longer than somebody would read.
import { isJsonObject, markedTemplate } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import type { Secret } from "@throughline/nodes";
import { redactJson } from "./redact.ts";

/** Most characters of one text. */
const TEXT_MAX = 4000;
/** Most characters of everything. */
const ALL_MAX = 60_000;

/** What one try of a step handed to the outside, or rendered for it. */
export interface SentNotes {
  /** A mail, a call: what left, as it left. */
  note(what: JsonObject): void;
  /** A text of the config, and what it came out as. */
  rendered(text: string, result: string): void;
  /** What to keep of a step with this config; null when nothing left and nothing was rendered. */
  toKeep(config: JsonObject, secrets: readonly Secret<string>[]): Json | null;
}

/** Notes of one try. */
export function createSentNotes(): SentNotes {
  const sent: JsonObject[] = [];
  const texts = new Map<string, string>();
  return {
    note: (what) => void sent.push(what),
    rendered: (text, result) => {
      if (text !== result) texts.set(text, result);
    },
    toKeep: (config, secrets) => {
      const [first, ...others] = sent;
      if (first === undefined && texts.size === 0) return null;
      const kept = first === undefined ? filledIn(config, texts) : others.length === 0 ? first : sent;
      return shortened(redactJson(kept as Json, secrets)); // a list of JSON is JSON
    },
  };
}

/** The config with its texts as they came out. */
function filledIn(value: Json, texts: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return texts.get(value) ?? value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => filledIn(item, texts));
  if (!isJsonObject(value)) return value;
  const marked = markedTemplate(value);
  if (marked !== null) return filledIn(marked.$liquid, texts);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) =>
      child === undefined ? [] : [[name, filledIn(child as Json, texts)]],
    ),
  );
}

/** Long texts, and in the end the whole, are cut with a word about how long they were. */
export function shortened(value: Json): Json {
  const short = cut(value);
  const text = JSON.stringify(short);
  return text.length <= ALL_MAX ? short : `${start(text, ALL_MAX)}… (cut: ${text.length} characters in all)`;
}

function cut(value: Json): Json {
  if (typeof value === "string")
    return value.length <= TEXT_MAX
      ? value
      : `${start(value, TEXT_MAX)}… (cut: ${value.length} characters in all)`;
  if (Array.isArray(value)) return (value as readonly Json[]).map(cut);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) =>
      child === undefined ? [] : [[name, cut(child as Json)]],
    ),
  );
}

/** Never half of a character. */
function start(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

/** Headers as a page may show them: a stored secret never, and nothing of what commonly lets somebody in. */
export function shownHeaders(headers: Readonly<Record<string, string | Secret<string>>>): JsonObject {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" && !TELLING.test(name) ? value : HIDDEN,
    ]),
  );
}

/** An address without a password in it and without keys among its parameters. */
export function shownAddress(address: string): string {
  return address
    .replace(/^(\w+:\/\/[^/@:?#]*):[^/@?#]*@/, `$1:${HIDDEN}@`)
    .replaceAll(/([?&]([^=&#]+)=)[^&#]*/g, (whole, head: string, name: string) =>
      TELLING.test(name) ? `${head}${HIDDEN}` : whole,
    );
}

const HIDDEN = "•••";
const TELLING = /auth|cookie|token|secret|password|passwd|api[-_]?key|signature|credential/i;
