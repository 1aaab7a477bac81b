// Walks over a config beside its JSON Schema, so that hints are found where values are.
import type { Json, JsonObject } from "../json.ts";
import type { FieldHints } from "../node-type.ts";

/** A value inside a config, with what its schema says of it. */
export interface ConfigPlace {
  /** `events.0.filter`. */
  readonly path: string;
  readonly value: Json;
  readonly hints: FieldHints;
}

/** Every value of a config, outermost first; the inside of an expression is not entered. */
export function walkConfig(config: JsonObject, schema: JsonObject): readonly ConfigPlace[] {
  const places: ConfigPlace[] = [];
  visit(config, [schema], "", places);
  return places;
}

/** The title of the field at a path, as the form shows it; the path's last name where the schema has none. */
export function titleAt(schema: JsonObject, path: readonly string[]): string {
  let schemas: readonly JsonObject[] = [schema];
  for (const name of path) schemas = childrenOf(schemas, name);
  const titled = schemas.find((candidate) => typeof candidate["title"] === "string");
  return typeof titled?.["title"] === "string"
    ? titled["title"]
    : (path.findLast((name) => !/^\d+$/.test(name)) ?? "");
}

/** What a fixed value of the field at a path must look like, in a sentence; undefined where any will do. */
export function fitsAt(schema: JsonObject, path: readonly string[]): string | undefined {
  let schemas: readonly JsonObject[] = [schema];
  for (const name of path) schemas = childrenOf(schemas, name);
  return hintsOf(schemas).fits?.says;
}

/** True for `{"$cel"}` or `{"$rules"}`. */
export function isExpression(
  value: Json | undefined,
): value is { readonly $cel: string } | { readonly $rules: Json } {
  if (!isObject(value)) return false;
  const [key, ...others] = Object.keys(value);
  if (others.length > 0) return false;
  return (key === "$cel" && typeof value["$cel"] === "string") || key === "$rules";
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function visit(value: Json, schemas: readonly JsonObject[], path: string, places: ConfigPlace[]): void {
  if (path !== "") places.push({ path, value, hints: hintsOf(schemas) });
  if (typeof value !== "object" || value === null || isExpression(value)) return;
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    visit(child as Json, childrenOf(schemas, name), path === "" ? name : `${path}.${name}`, places);
  }
}

function childrenOf(schemas: readonly JsonObject[], name: string): readonly JsonObject[] {
  return schemas.flatMap(alternatives).flatMap((schema) => {
    const { properties, items } = schema;
    const child =
      isObject(properties) && Object.hasOwn(properties, name)
        ? properties[name]
        : /^\d+$/.test(name)
          ? items
          : undefined;
    return isObject(child) ? [child] : [];
  });
}

function alternatives(schema: JsonObject): readonly JsonObject[] {
  const choices = [schema["anyOf"], schema["oneOf"]].flatMap((list) =>
    Array.isArray(list) ? (list as readonly Json[]) : [],
  );
  return [schema, ...choices.filter(isObject).flatMap(alternatives)];
}

function hintsOf(schemas: readonly JsonObject[]): FieldHints {
  const hints = schemas.map((schema) => schema["x-ui"]).find(isObject);
  return (hints ?? {}) as FieldHints;
}
