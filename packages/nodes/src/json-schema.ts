// From the author's zod to JSON Schema and back: what survives, and what the editor gets to see.
import { isJsonObject } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import { z } from "zod";

/** `{"$cel"}` as JSON Schema. */
const celSchema: JsonObject = {
  type: "object",
  title: "Expression",
  properties: { $cel: { type: "string", minLength: 1, maxLength: 2048 } },
  required: ["$cel"],
  additionalProperties: false,
};
/** `{"$rules"}` as JSON Schema: the query builder's tree, which becomes CEL. */
const rulesSchema: JsonObject = {
  type: "object",
  title: "Rules",
  properties: { $rules: { type: "object" } },
  required: ["$rules"],
  additionalProperties: false,
};

/** Fields with these widgets hold an expression and nothing else. */
const expressionOnly = new Set(["condition", "expression"]);

/**
 * JSON Schema (2020-12) of values as they are at run time. Objects refuse unknown keys, so that an unknown field is an
 * error with its path everywhere. Throws a TypeError naming the path of what JSON Schema cannot say.
 */
export function toPlainSchema(owner: string, schema: z.ZodType): JsonObject {
  assertPortable(owner, schema, "");
  const written = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === "object" && jsonSchema.properties !== undefined) {
        jsonSchema.additionalProperties ??= false;
      }
    },
  });
  const plain = toJsonObject(written);
  const again = z.toJSONSchema(readSchema(plain), { io: "input" });
  const before = stable(comparable(plain));
  const after = stable(comparable(toJsonObject(again)));
  if (before !== after) {
    throw new TypeError(
      `Cannot define node type "${owner}": its schema does not survive JSON Schema and back (${before} became ${after}), use plain objects, arrays, unions, enums, strings, numbers and booleans`,
    );
  }
  return plain;
}

/** The zod schema that editor, API and worker check with: made from the JSON Schema, so that they agree. */
export function readSchema(schema: JsonObject): z.ZodType {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}

/**
 * The schema of the drawing: where `x-ui.expression` is set, the field also takes `{"$cel"}` and `{"$rules"}`; a
 * condition takes nothing else. Where `x-ui.fits` is set, a fixed value must match its pattern. Title, description and hints stay on the outside, where the form reads them.
 */
export function toDesignSchema(schema: JsonObject): JsonObject {
  const mapped = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === "default" || key === "examples" ? value : mapChild(key, value),
    ]),
  );
  const hints = schema["x-ui"];
  if (!isJsonObject(hints)) return mapped;
  const fits = isJsonObject(hints["fits"]) ? { pattern: hints["fits"]["pattern"] } : {};
  if (hints["expression"] === undefined) return { ...mapped, ...fits };
  const { title, description, "x-ui": ui, default: fallback, ...value } = mapped;
  const isOnlyExpression = typeof hints["widget"] === "string" && expressionOnly.has(hints["widget"]);
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(ui === undefined ? {} : { "x-ui": ui }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [...(isOnlyExpression ? [] : [{ ...value, ...fits }]), celSchema, rulesSchema],
  };
}

function mapChild(key: string, value: Json | undefined): Json | undefined {
  if (key === "properties" || key === "$defs" || key === "patternProperties") {
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [
        name,
        isJsonObject(child) ? toDesignSchema(child) : child,
      ]),
    );
  }
  if (key === "items" || key === "additionalProperties" || key === "not")
    return isJsonObject(value) ? toDesignSchema(value) : value;
  if (key === "anyOf" || key === "oneOf" || key === "allOf" || key === "prefixItems") {
    return Array.isArray(value)
      ? value.map((child: Json) => (isJsonObject(child) ? toDesignSchema(child) : child))
      : value;
  }
  return value;
}

// What JSON Schema can say about a value, and so what the browser can check. Everything else lives in code only.
const portable = new Set([
  "string",
  "number",
  "int",
  "boolean",
  "null",
  "literal",
  "enum",
  "object",
  "array",
  "tuple",
  "record",
  "union",
  "intersection",
  "optional",
  "nullable",
  "default",
  "unknown",
  "any",
  "never",
  "readonly",
  "template_literal",
]);
const unportableChecks = new Set(["custom", "overwrite", "property", "mime_type"]);

interface Internals {
  readonly type: string;
  readonly coerce?: boolean;
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string } } }[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly options?: readonly z.ZodType[];
  readonly innerType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
}

function assertPortable(owner: string, schema: z.ZodType, path: string): void {
  if (!isZod4(schema)) {
    throw new TypeError(
      `Cannot define node type "${owner}": "${path === "" ? "/" : path}" is no schema of zod 4, import z from the zod that Throughline has (npm install zod@4)`,
    );
  }
  const def = schema._zod.def as unknown as Internals;
  const refuse = (what: string): never => {
    throw new TypeError(
      `Cannot define node type "${owner}": "${path === "" ? "/" : path}" uses ${what}, which a form in the browser cannot check; use what JSON Schema can say (text with a pattern, numbers with limits, enums) and do the rest in run`,
    );
  };
  if (!portable.has(def.type)) refuse(`z.${def.type}`);
  if (def.coerce === true) refuse("z.coerce");
  for (const check of def.checks ?? []) {
    const kind = check._zod.def.check;
    if (unportableChecks.has(kind))
      refuse(kind === "custom" ? "refine" : kind === "overwrite" ? "a transform such as trim" : kind);
  }
  for (const [name, child] of Object.entries(def.shape ?? {}))
    assertPortable(owner, child, `${path}/${name}`);
  for (const child of [def.element, def.innerType, def.valueType, def.left, def.right]) {
    if (child !== undefined) assertPortable(owner, child, path);
  }
  for (const child of [...(def.items ?? []), ...(def.options ?? [])]) assertPortable(owner, child, path);
}

/** Authors in JavaScript, and those who have zod 3 installed, give what the type forbids. */
function isZod4(schema: unknown): boolean {
  return typeof schema === "object" && schema !== null && "_zod" in schema;
}

// zod's type for a JSON Schema is wider than JSON; the text form proves that it is JSON.
function toJsonObject(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

// An object that says nothing of other keys reads back as one that allows anything there, and a record as one without properties.
function comparable(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => comparable(item));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([key, child]) =>
      key !== "$schema" &&
      !(
        (key === "additionalProperties" || key === "properties") &&
        isJsonObject(child) &&
        Object.keys(child).length === 0
      ),
  );
  return Object.fromEntries(
    entries.map(([key, child]) => [key, child === undefined ? undefined : comparable(child)]),
  );
}

function stable(value: Json): string {
  return JSON.stringify(value, (_key, child: unknown) =>
    typeof child === "object" && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}
