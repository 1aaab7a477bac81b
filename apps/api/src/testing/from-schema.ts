// Values that a JSON Schema of the OpenAPI document allows, and such as nobody hopes for.
import fc from "fast-check";

/** A schema as the document holds it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What people who want to break something send where something else is expected. */
export const hostile: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  true,
  "",
  " ",
  "\u0000",
  "\u202e\ud800",
  "x".repeat(600),
  "x".repeat(70_000),
  "'; drop table run; --",
  "../../etc/passwd",
  "{{ constructor }}",
  "__proto__",
  -1,
  0.1,
  1e308,
  2 ** 53,
  [],
  [[[[[]]]]],
  {},
  { constructor: 1 },
  { $cel: "1 / 0" },
  { $rules: { and: [null] } },
  { $secret: 1 },
);

/** What the schema allows, and one time in three something else instead of a part of it. */
export function fromSchema(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  depth = 0,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: depth === 0 ? 8 : 12, arbitrary: fc.constant(null).chain(() => allowed(schema, named, depth)) },
    { weight: 1, arbitrary: hostile },
  );
}

function allowed(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  depth: number,
): fc.Arbitrary<unknown> {
  const { $ref, const: only, enum: some, type } = schema;
  if (typeof $ref === "string") return fromSchema(named[$ref.split("/").at(-1) ?? ""] ?? {}, named, depth);
  if (only !== undefined) return fc.constant(only);
  if (Array.isArray(some)) return fc.constantFrom<unknown>(...(some as unknown[])); // a list of the document
  const choices = (schema["anyOf"] ?? schema["oneOf"]) as readonly JsonSchema[] | undefined; // as JSON Schema has it
  if (choices !== undefined) {
    const flat =
      depth > 3 ? choices.filter((choice) => !("items" in choice || "properties" in choice)) : choices;
    return fc.oneof(
      ...(flat.length > 0 ? flat : choices).map((choice) => fromSchema(choice, named, depth + 1)),
    );
  }
  switch (Array.isArray(type) ? type[0] : type) {
    case "string":
      return texts(schema["pattern"]);
    case "integer":
      return fc.integer({ min: (schema["minimum"] as number | undefined) ?? -5, max: 300 }); // as JSON Schema has it
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(fromSchema((schema["items"] ?? {}) as JsonSchema, named, depth + 1), { maxLength: 2 }); // as above
    case "object":
      return objects(schema, named, depth);
    default:
      return hostile;
  }
}

/** A look-ahead is beyond the generator; such a text is sometimes right and mostly wrong. */
function texts(pattern: unknown): fc.Arbitrary<string> {
  const anyText = fc.oneof(
    fc.string({ maxLength: 40, unit: "grapheme" }),
    fc.constantFrom("seen", "PT1H", "UTC", "next", "2026-01-01T00:00:00Z"),
  );
  if (typeof pattern !== "string" || /\(\?[=!]/.test(pattern)) return anyText;
  return fc.stringMatching(new RegExp(pattern));
}

function objects(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  depth: number,
): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>); // as JSON Schema has it
  const fields = Object.fromEntries(
    properties.map(([key, field]) => [key, fromSchema(field, named, depth + 1)]),
  );
  const known = fc.record(fields, { requiredKeys: (schema["required"] ?? []) as string[] }); // as above
  const more = schema["additionalProperties"];
  if (typeof more !== "object" || more === null || depth > 3) return known;
  const others = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 12 }),
    fromSchema(more as JsonSchema, named, depth + 1),
    { maxKeys: 2 },
  );
  return fc.tuple(known, others).map(([one, two]) => ({ ...two, ...one }));
}
