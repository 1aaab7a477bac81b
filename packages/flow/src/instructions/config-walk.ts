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
  visit(config, shapeOf(schema), "", places);
  return places;
}

/** The title of the field at a path, as the form shows it; the path's last name where the schema has none. */
export function titleAt(schema: JsonObject, path: readonly string[]): string {
  return shapeAt(schema, path).title ?? path.findLast((name) => !INDEX.test(name)) ?? "";
}

/** What the schema says of the field at a path, whether a config holds it or not. */
export function hintsAt(schema: JsonObject, path: readonly string[]): FieldHints {
  return shapeAt(schema, path).hints;
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

function visit(value: Json, shape: Shape, path: string, places: ConfigPlace[]): void {
  if (path !== "") places.push({ path, value, hints: shape.hints });
  if (typeof value !== "object" || value === null || isExpression(value)) return;
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    visit(child as Json, shape.child(name), path === "" ? name : `${path}.${name}`, places);
  }
}

/** What a schema says of one place, worked out once: a flow of a thousand nodes asks the same few schemas. */
interface Shape {
  readonly hints: FieldHints;
  readonly title: string | undefined;
  child(name: string): Shape;
}

const INDEX = /^\d+$/;
const NOTHING: Shape = { hints: {}, title: undefined, child: () => NOTHING };
const shapes = new WeakMap<JsonObject, Shape>();

function shapeAt(schema: JsonObject, path: readonly string[]): Shape {
  return path.reduce((shape, name) => shape.child(name), shapeOf(schema));
}

function shapeOf(schema: JsonObject): Shape {
  const known = shapes.get(schema) ?? toShape([schema]);
  shapes.set(schema, known);
  return known;
}

function toShape(schemas: readonly JsonObject[], inherited?: Shape): Shape {
  if (schemas.length === 0) return inherited ?? NOTHING;
  const inner = schemas.flatMap(alternatives);
  const children = new Map<string, Shape>();
  const { title } = schemas.find((schema) => typeof schema["title"] === "string") ?? {};
  const own = {
    hints: hintsOf([...schemas, ...inner]),
    title: typeof title === "string" ? title : undefined,
  };
  const within = withinOf(own);
  return {
    ...own,
    child: (name) => {
      // Items are alike, so that what is kept grows with the schema and not with what a config holds.
      const key = INDEX.test(name) && !inner.some((schema) => hasProperty(schema, name)) ? "0" : name;
      const known = children.get(key);
      if (known !== undefined) return known;
      const shape = toShape(childrenOf(inner, key), within);
      if (shape !== NOTHING) children.set(key, shape);
      return shape;
    },
  };
}

/** A JSON value whose texts are rendered: what lies in it is what it is. */
function withinOf({ hints, title }: Pick<Shape, "hints" | "title">): Shape | undefined {
  if (hints.widget !== "json" || hints.rendered === undefined) return undefined;
  const { template, rendered, expression } = hints;
  const within: Shape = {
    hints: {
      ...(template === undefined ? {} : { template }),
      rendered,
      ...(expression === undefined ? {} : { expression }),
    },
    title,
    child: () => within,
  };
  return within;
}

function childrenOf(schemas: readonly JsonObject[], name: string): readonly JsonObject[] {
  return schemas.flatMap((schema) => {
    const { properties, items, additionalProperties } = schema;
    if (hasProperty(schema, name)) return [(properties as JsonObject)[name]].filter(isObject);
    if (INDEX.test(name) && isObject(items)) return [items];
    // Entries of a record are called by their own names.
    return isObject(additionalProperties) ? [withoutTitle(additionalProperties)] : [];
  });
}

function withoutTitle({ title: _title, ...schema }: JsonObject): JsonObject {
  const choices = schema["anyOf"];
  return Array.isArray(choices)
    ? {
        ...schema,
        anyOf: (choices as readonly Json[]).map((choice) =>
          isObject(choice) ? withoutTitle(choice) : choice,
        ),
      }
    : schema;
}

function hasProperty({ properties }: JsonObject, name: string): boolean {
  return isObject(properties) && Object.hasOwn(properties, name);
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
