// Values of a body by JSON pointer (RFC 6901), as presets and mappings ask for them.
import { keyText } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { toMs } from "./signatures/signature.ts";

/** The value a JSON pointer names, or undefined. */
export function readPointer(value: Json, pointer: string): Json | undefined {
  let here: unknown = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[key]; // an object or array that has the key
  }
  return here as Json; // a part of a JSON value
}

/** The first of these places that holds a number or a text that is not empty, as text. */
export function textAt(body: Json, ...pointers: readonly string[]): string | undefined {
  for (const pointer of pointers) {
    const value = readPointer(body, pointer);
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return numberText(value);
  }
  return undefined;
}

/** A number as it is written; whole ones by all their digits. */
export function numberText(value: number): string {
  const key = keyText(value);
  return key.ok ? key.text : String(value);
}

/** The time at this place (seconds, milliseconds or text), as RFC 3339; undefined when it is none. */
export function timeAt(body: Json, pointer: string): string | undefined {
  const ms = toMs(textAt(body, pointer) ?? "");
  return ms === null ? undefined : new Date(ms).toISOString();
}
