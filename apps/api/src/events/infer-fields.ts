import { isJsonObject } from "@throughline/flow";
import type { Json } from "@throughline/flow";

export interface SeenField {
  readonly path: string;
  readonly type: string;
  readonly sample: Json;
}

const MOST_FIELDS = 200;
const DEEPEST = 6;
const LONGEST_SAMPLE = 200;

/** Paths seen in the data of events, newest first, each with its JSON type and a sample: what the editor offers. */
export function inferFields(samples: readonly Json[]): SeenField[] {
  const fields = new Map<string, { types: Set<string>; sample: Json }>();
  for (const data of samples) visit(data, "event.data", 0, fields);
  return [...fields]
    .map(([path, { types, sample }]) => ({ path, type: [...types].toSorted().join(" | "), sample }))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function visit(
  value: Json,
  path: string,
  depth: number,
  fields: Map<string, { types: Set<string>; sample: Json }>,
): void {
  const isObject = isJsonObject(value);
  if (depth > 0) {
    const known = fields.get(path);
    if (known === undefined && fields.size >= MOST_FIELDS) return;
    const type = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
    if (known !== undefined) known.types.add(type);
    else fields.set(path, { types: new Set([type]), sample: isObject ? null : shorten(value) });
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
