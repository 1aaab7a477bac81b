// A text is shown whole although values are missing: each gets a stand-in that says what it stands for.
import { isJsonObject } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import { MissingValueError } from "@throughline/mail";

/** What is missing is printed like this. */
export function standIn(value: string): string {
  return `⟦${value}⟧`;
}

/** More gaps than this no text has that somebody meant. */
const MOST_GAPS = 30;

/**
 * Renders, and again with a stand-in for each value that is said to be missing, which is noted in `missing`. Throws what else
 * the rendering throws, also for a gap that cannot be filled.
 */
export async function fillGaps<T>(
  scope: JsonObject,
  missing: Set<string>,
  render: (scope: JsonObject) => Promise<T>,
): Promise<T> {
  let filled = scope;
  for (let gaps = 0; ; gaps++) {
    try {
      return await render(filled);
    } catch (error) {
      if (!(error instanceof MissingValueError)) throw error;
      const path = error.value.split(".");
      const isPath = path.every((name) => /^[\w-]+$/.test(name));
      missing.add(error.value);
      if (!isPath || gaps >= MOST_GAPS || valueAt(filled, path) === standIn(error.value)) throw error;
      filled = putAt(filled, path, standIn(error.value));
    }
  }
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, name) => (isJsonObject(at) ? at[name] : undefined), value);
}

function putAt(value: Json | undefined, [name, ...rest]: readonly string[], text: string): JsonObject {
  const members = isJsonObject(value) ? value : {};
  if (name === undefined) return members;
  return { ...members, [name]: rest.length === 0 ? text : putAt(members[name], rest, text) };
}
