// What a step keeps of an answer that is larger than a step may hand on.
import { isJsonObject } from "@throughline/flow";
import type { Json } from "@throughline/flow";

/** A JSON pointer that leads somewhere (RFC 6901): `/id`, `/items/0/sku`. */
export const POINTER_PATTERN = /^(?:\/(?:[^/~]|~[01])*)+$/;

/**
 * The parts of a value that the pointers lead to, in their places; a place in a list keeps its number. What is not there is
 * left out.
 *
 * @example keepParts({ id: "a", lines: [{ sku: "x", text: "…" }] }, ["/id", "/lines/0/sku"]) // { id: "a", lines: [{ sku: "x" }] }
 */
export function keepParts(value: Json, pointers: readonly string[]): Json {
  const ways = pointers.map((pointer) =>
    pointer
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")),
  );
  return along(value, ways) ?? null;
}

function along(value: Json, ways: readonly (readonly string[])[]): Json | undefined {
  if (ways.some((way) => way.length === 0)) return value;
  if (Array.isArray(value)) {
    const items = value as readonly Json[]; // Array.isArray forgets what is in it
    const chosen = items.map((item, index) => next(item, ways, String(index)));
    const last = chosen.findLastIndex((item) => item !== undefined);
    return last < 0 ? undefined : chosen.slice(0, last + 1).map((item) => item ?? null);
  }
  if (!isJsonObject(value)) return undefined;
  const kept = Object.entries(value).flatMap(([name, item]): readonly (readonly [string, Json])[] => {
    const part = item === undefined ? undefined : next(item, ways, name);
    return part === undefined ? [] : [[name, part]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function next(value: Json, ways: readonly (readonly string[])[], name: string): Json | undefined {
  const further = ways.filter(([first]) => first === name).map((way) => way.slice(1));
  return further.length === 0 ? undefined : along(value, further);
}

/** What fits beside status and size into the 64 KB that a step hands on. */
const MAX_BYTES = 60 * 1024;
/** Of a text that does not fit: enough for people to see what it is. */
const BEGINNING = 16 * 1024;

/** An answer as a step hands it on: whole, or the beginning of its text and a sentence that says so. */
export function fitBody(body: Json): { readonly body: Json; readonly cut: string | null } {
  const text = JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_BYTES) return { body, cut: null };
  let beginning = (typeof body === "string" ? body : text).slice(0, BEGINNING);
  // A sign may take six bytes in JSON.
  while (Buffer.byteLength(JSON.stringify(beginning)) > MAX_BYTES)
    beginning = beginning.slice(0, beginning.length / 2);
  return {
    body: Buffer.from(beginning).toString(), // a pair may have been cut in two
    cut: `The answer is too large to be handed on (${bytes} bytes, a step keeps ${MAX_BYTES}), so this is its beginning as text: say under “Keep of the answer” which parts later steps need.`,
  };
}
