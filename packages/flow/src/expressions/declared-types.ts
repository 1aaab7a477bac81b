// What expressions may refer to, as JSON Schema by root, and how that reads in CEL's type check.
import type { Json, JsonObject } from "../json.ts";

/** JSON Schema of every root an expression sees at its place (`trigger`, `steps`, …). */
export type DeclaredTypes = Readonly<Record<string, JsonObject>>;

const EVENT_FIELDS = {
  data: {},
  subject: { type: "string" },
  type: { type: "string" },
  time: { type: "string" },
  id: { type: "string" },
  source: { type: "string" },
  ext: { type: "object" },
  receivedAt: { type: "string" },
} satisfies JsonObject;

/**
 * An event as it is judged, by triggers, keys and filters: its own fields are known, `data` is whatever the sender put
 * there. What is asked for most comes first.
 */
export const EVENT_SCHEMA: JsonObject = {
  type: "object",
  properties: EVENT_FIELDS,
  additionalProperties: false,
};

/** An event that a run was given has its numbers besides. */
const MATCHED_EVENT_SCHEMA: JsonObject = {
  type: "object",
  properties: { ...EVENT_FIELDS, seq: { type: "number" }, no: { type: "number" } },
  additionalProperties: false,
};

const RUN_SCHEMA: JsonObject = {
  type: "object",
  properties: {
    id: { type: "string" },
    shortId: { type: "string" },
    flow: { type: "string" },
    version: { type: "number" },
    startedAt: { type: "string" },
    timeZone: { type: "string" },
  },
  additionalProperties: false,
};

/** The roots that everything in a run sees, beside `steps`. */
export const RUN_ROOTS: DeclaredTypes = {
  trigger: MATCHED_EVENT_SCHEMA,
  subject: { type: "string" },
  profile: {},
  run: RUN_SCHEMA,
  now: { type: "string", format: "timestamp" },
};

/** How far a path can be followed: `known`, `open` (the schema says nothing more), or the index of the name that cannot exist. */
export type Lookup =
  | { readonly kind: "known" | "open" }
  | { readonly kind: "impossible"; readonly index: number; readonly names: readonly string[] };

/** Follows a path through the declared types. A root that is not declared is impossible at index 0. */
export function lookUp(types: DeclaredTypes, path: readonly string[]): Lookup {
  let schema: JsonObject | undefined;
  for (const [index, name] of path.entries()) {
    const known: Readonly<Record<string, Json | undefined>> = index === 0 ? types : propertiesOf(schema);
    const next = Object.hasOwn(known, name) ? known[name] : undefined;
    if (isSchema(next)) {
      schema = next;
      continue;
    }
    if (index === 0 || isClosed(schema)) return { kind: "impossible", index, names: Object.keys(known) };
    return { kind: "open" };
  }
  return { kind: "known" };
}

/** A type of the CEL checker: a name, or a schema of names. */
export type CelType = string | { readonly [name: string]: CelType };

const SCALARS: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "bool",
  number: "double",
  integer: "double",
};

/** What CEL's checker should take a schema for; `dyn` where the schema leaves it open. Numbers of JSON are doubles. */
export function toCelType(schema: JsonObject): CelType {
  if (schema["format"] === "timestamp") return "google.protobuf.Timestamp";
  const { type } = schema;
  if (type === "array") return listType(schema["items"]);
  if (type === "object") return isClosed(schema) ? objectType(schema) : "dyn";
  return typeof type === "string" ? (SCALARS[type] ?? "dyn") : "dyn";
}

function listType(items: Json | undefined): CelType {
  const item = isSchema(items) ? toCelType(items) : "dyn";
  return typeof item === "string" ? `list<${item}>` : "list<dyn>";
}

function objectType(schema: JsonObject): CelType {
  const properties = Object.entries(propertiesOf(schema));
  if (properties.length === 0 || properties.some(([name]) => !/^[A-Za-z_]\w*$/.test(name))) return "dyn";
  return Object.fromEntries(
    properties.map(([name, child]) => [name, isSchema(child) ? toCelType(child) : "dyn"]),
  );
}

function propertiesOf(schema: JsonObject | undefined): JsonObject {
  const properties = schema?.["properties"];
  return isSchema(properties) ? properties : {};
}

/** Whether a value of a schema has the names that it lists and no others. */
export function isClosed(schema: JsonObject | undefined): boolean {
  if (schema === undefined) return false;
  const { type } = schema;
  if (typeof type === "string" && Object.hasOwn(SCALARS, type)) return true;
  return type === "object" && schema["additionalProperties"] === false;
}

function isSchema(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
