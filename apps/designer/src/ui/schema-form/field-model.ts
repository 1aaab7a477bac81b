// What to draw for a field of a JSON Schema: pure, so that the form is a table lookup.
import type { FieldHints, JsonObject } from "@throughline/flow";

const FIELD_KINDS = [
  "text",
  "textarea",
  "code",
  "number",
  "switch",
  "select",
  "duration",
  "deadline",
  "since",
  "time",
  "weekdays",
  "choice",
  "condition",
  "expression",
  "secret",
  "port",
  "form",
  "json",
  "list",
  "object",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** Everything a widget needs to know of its field. */
export interface FieldModel {
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string | undefined;
  readonly placeholder: string | undefined;
  /** The type of expression the field takes besides, or instead of, a literal. */
  readonly expression: FieldHints["expression"];
  /** What one item of a list is called; the title's own singular without it. */
  readonly item: string | undefined;
  /** What a fixed value must be, in a sentence: said instead of a pattern that it does not match. */
  readonly fits: string | undefined;
  readonly isTemplate: boolean;
  readonly isAdvanced: boolean;
  /** The name of the list that a `choice` offers: `event-type`, `secret`, `queue`, `hook`, `stock-item`, `topic`, `profile-field`. */
  readonly source: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** The schema of the literal value, without the expression alternatives. */
  readonly schema: JsonObject;
}

const byWidget: Readonly<Record<string, FieldKind>> = {
  text: "text",
  textarea: "textarea",
  code: "code",
  mjml: "code",
  number: "number",
  switch: "switch",
  select: "select",
  duration: "duration",
  deadline: "deadline",
  since: "since",
  time: "time",
  weekdays: "weekdays",
  condition: "condition",
  expression: "expression",
  secret: "secret",
  port: "port",
  form: "form",
  json: "json",
  "event-type": "choice",
  queue: "choice",
  hook: "choice",
  "stock-item": "choice",
  topic: "choice",
  "profile-field": "choice",
};

/** Reads a field's schema. `name` becomes its title when it has none. */
export function toFieldModel(name: string, schema: JsonObject): FieldModel {
  const hints = (schema["x-ui"] ?? {}) as FieldHints; // ours by contract
  const literal = literalSchema(schema);
  const widget = hints.widget;
  const kind = (widget === undefined ? undefined : byWidget[widget]) ?? kindOf(literal);
  const values = Array.isArray(literal["enum"])
    ? literal["enum"].filter((value) => typeof value === "string")
    : [];
  return {
    kind: kind === "text" && values.length > 0 ? "select" : kind,
    title: typeof schema["title"] === "string" ? schema["title"] : toTitle(name),
    description: typeof schema["description"] === "string" ? schema["description"] : undefined,
    placeholder: hints.placeholder === undefined ? undefined : `e.g. ${hints.placeholder}`,
    item: hints.item,
    fits: hints.fits?.says,
    expression: hints.expression,
    isTemplate: hints.template === true,
    isAdvanced: hints.advanced === true,
    source: kind === "choice" ? widget : undefined,
    options: values.map((value) => ({ value, label: hints.labels?.[value] ?? toTitle(value) })),
    schema: literal,
  };
}

/** The fields of an object's schema, in order. */
export function fieldsOf(
  schema: JsonObject,
): readonly { readonly name: string; readonly schema: JsonObject; readonly isRequired: boolean }[] {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>; // JSON Schema says so
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  return Object.entries(properties).map(([name, field]) => ({
    name,
    schema: field,
    isRequired: required.has(name) && field["default"] === undefined,
  }));
}

function literalSchema(schema: JsonObject): JsonObject {
  const options = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(options)) return schema;
  const literals = (options as readonly JsonObject[]).filter(({ properties }) => {
    const keys = Object.keys((properties ?? {}) as object); // JSON Schema says so
    return !keys.includes("$cel") && !keys.includes("$rules");
  });
  const [only] = literals;
  return literals.length === 1 && only !== undefined ? only : schema;
}

function kindOf(schema: JsonObject): FieldKind {
  const type = typeof schema["type"] === "string" ? schema["type"] : "";
  switch (type) {
    case "string":
      return schema["format"] === "duration"
        ? "duration"
        : Number(schema["maxLength"] ?? 0) > 500
          ? "textarea"
          : "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "switch";
    case "array":
      return "list";
    case "object":
      return schema["properties"] === undefined ? "json" : "object";
    default:
      return Array.isArray(schema["enum"]) ? "select" : "json";
  }
}

/** `capPerSubject` → `Cap per subject`, `let-go` → `Let go`. */
function toTitle(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[-_]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
