// What events look like, from the newest of them.
import { isJsonObject } from "../json.ts";
import type { Json } from "../json.ts";
import type { SeenField } from "./seen-events.ts";

/** Most fields that are kept; where there are so many, what is not among them may still have been there. */
export const MOST_FIELDS = 200;
/** Names below `event.data` in the longest path that is kept. */
export const DEEPEST = 6;
const LONGEST_SAMPLE = 200;

interface Tally {
  readonly types: Set<string>;
  readonly sample: Json;
  presentIn: number;
  nullIn: number;
}

/**
 * Paths seen in the data of events, newest first, each with its JSON types, a sample and in how many it was missing: what
 * the editor offers and warns of.
 */
export function inferFields(samples: readonly Json[]): SeenField[] {
  const fields = new Map<string, Tally>();
  for (const data of samples) visit(data, "event.data", 0, fields);
  return [...fields]
    .map(([path, { types, sample, presentIn, nullIn }]) => ({
      path,
      type: [...types].toSorted().join(" | "),
      sample,
      absentIn: samples.length - presentIn,
      nullIn,
    }))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function visit(value: Json, path: string, depth: number, fields: Map<string, Tally>): void {
  const isObject = isJsonObject(value);
  if (depth > 0) {
    const known = fields.get(path);
    if (known === undefined && fields.size >= MOST_FIELDS) return;
    const type = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
    const tally = known ?? {
      types: new Set(),
      sample: isObject ? null : shorten(value),
      presentIn: 0,
      nullIn: 0,
    };
    tally.types.add(type);
    tally.presentIn += 1;
    if (value === null) tally.nullIn += 1;
    fields.set(path, tally);
  }
  if (!isObject || depth >= DEEPEST) return;
  for (const [key, item] of Object.entries(value)) {
    // Only names that an expression can write after a dot.
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && item !== undefined)
      visit(item as Json, `${path}.${key}`, depth + 1, fields); // a JSON value's part
  }
}

function shorten(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SAMPLE ? value : text.slice(0, LONGEST_SAMPLE);
}
