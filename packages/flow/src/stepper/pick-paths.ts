import type { Json, JsonObject } from "../json.ts";

/**
 * The values at some paths, nested as they were. Of a path that is missing its nearest parent is there, without what was
 * not asked for, so that `has()` and a text can tell that the rest is not.
 */
export function pickPaths(scope: object, paths: readonly (readonly string[])[]): JsonObject {
  const picked: Record<string, Json> = {};
  if (paths.length === 0) return picked;
  // Objects made here may be filled; everything else belongs to somebody.
  const made: object[] = [picked];
  for (const path of paths) {
    // An assignment to `__proto__` would reach the prototype.
    if (path.includes("__proto__")) continue;
    const value = valueAt(scope, path);
    if (value === undefined) putParent(picked, scope, path, made);
    else put(picked, path, value, made);
  }
  return picked;
}

/** What a path leads to; undefined where it leads nowhere. */
export function valueAt(scope: object, path: readonly string[]): Json | undefined {
  let value: unknown = scope;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value as Json | undefined;
}

function putParent(
  target: Record<string, Json>,
  scope: object,
  path: readonly string[],
  made: object[],
): void {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const parent = path.slice(0, length);
    const value = valueAt(scope, parent);
    if (value === undefined) continue;
    if (typeof value !== "object" || value === null || Array.isArray(value)) put(target, parent, value, made);
    else placeFor(target, path, length, made);
    return;
  }
}

function put(target: Record<string, Json>, path: readonly string[], value: Json, made: object[]): void {
  const place = placeFor(target, path, path.length - 1, made);
  if (place !== null) place[path.at(-1) ?? ""] = value;
}

/** The object to fill at the first names of a path; null where a shorter path already brought the whole object, this value with it. */
function placeFor(
  target: Record<string, Json>,
  path: readonly string[],
  length: number,
  made: object[],
): Record<string, Json> | null {
  let place = target;
  for (let at = 0; at < length; at += 1) {
    const name = path[at] ?? "";
    if (Object.hasOwn(place, name)) {
      const inner = place[name];
      if (!made.includes(inner as object)) return null;
      place = inner as Record<string, Json>;
    } else {
      const inner: Record<string, Json> = {};
      made.push(inner);
      place[name] = inner;
      place = inner;
    }
  }
  return place;
}
