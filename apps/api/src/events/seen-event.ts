// An event as an expression sees it, and what the expression found in it.
import type { EventViewRow } from "@throughline/db";
import { referencedPaths } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";

/** The event under the names that expressions use. */
export function toSeenEvent(event: EventViewRow): Json {
  return {
    id: event.id,
    source: event.source,
    type: event.type,
    ...(event.time === null ? {} : { time: event.time }),
    ...(event.subject === null ? {} : { subject: event.subject }),
    receivedAt: event.receivedAt,
    data: event.data,
  };
}

/** What an expression's paths into the scope led to; a path that leads nowhere is left out. */
export function valuesOf(expression: string, scope: JsonObject): JsonObject {
  const values: [string, Json][] = [];
  for (const path of referencedPaths(expression)) {
    const value = follow(scope, path);
    if (value !== undefined) values.push([path.join("."), value]);
  }
  return Object.fromEntries(values);
}

function follow(value: Json, path: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null || Array.isArray(here) || !Object.hasOwn(here, key))
      return undefined;
    here = (here as Readonly<Record<string, Json>>)[key];
  }
  return here;
}
