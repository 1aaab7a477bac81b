// Checks configs against the JSON Schema of their type and the fields of their instruction; three rules report it.
import { z } from "zod";
import type { CheckedNode } from "../check/checked-document.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { hintsAt, isObject, titleAt } from "../instructions/config-walk.ts";
import { loweringOf } from "../instructions/lower.ts";
import type { Json, JsonObject } from "../json.ts";
import { oncePerNode } from "./rule.ts";

type Code = "missing-config" | "invalid-config" | "unknown-field";

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

const schemas = new WeakMap<JsonObject, z.ZodType>();

/** What is wrong with the config of a node, of one kind. */
export function configDiagnostics(checked: CheckedNode, code: Code): readonly Diagnostic[] {
  return findAll(checked).filter((diagnostic) => diagnostic.code === code);
}

const findAll = oncePerNode(checkConfig);

function checkConfig(checked: CheckedNode): readonly Diagnostic[] {
  const { node, nodeType, config } = checked;
  const own = schemaOf(nodeType.config).safeParse(node.config);
  const issues = own.success
    ? (loweringOf(nodeType.instruction).fields?.safeParse(config).error?.issues ?? [])
    : own.error.issues;
  const seen = new Set<string>();
  return (issues as readonly Issue[])
    .flatMap((issue) => toDiagnostics(checked, deepest(issue)))
    .filter(({ field, code }) => {
      const key = `${code} ${field ?? ""}`;
      return seen.has(key) ? false : (seen.add(key), true);
    });
}

/** Made once per schema: it is needed at every key stroke. */
function schemaOf(schema: JsonObject): z.ZodType {
  let known = schemas.get(schema);
  if (known === undefined) {
    known = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    schemas.set(schema, known);
  }
  return known;
}

/** A union says only "invalid"; where one alternative got further than the others, its complaint is the useful one. */
function deepest(issue: Issue): Issue {
  const alternatives = (issue.errors ?? []).flat().filter(({ path }) => path.length > 0);
  const [first, ...others] = alternatives;
  if (first === undefined || others.length > 0) return issue;
  return deepest({ ...first, path: [...issue.path, ...first.path] });
}

function toDiagnostics({ node, nodeType, config }: CheckedNode, issue: Issue): readonly Diagnostic[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => ({
      severity: "error",
      code: "unknown-field",
      message: `"${node.name}" has a field "${key}" that its type does not know: remove it.`,
      node: node.id,
      field: [...path, key].join("."),
    }));
  }
  const title = titleAt(nodeType.config, path);
  const fits = hintsAt(nodeType.config, path).fits?.says;
  const isMissing = isEmpty(valueAt(config, path));
  const message = isMissing
    ? `"${node.name}" needs "${title}": fill it in.`
    : `"${node.name}": "${title}" does not fit${fits === undefined ? ` (${issue.message}).` : `. ${fits}`}`;
  const code: Code = isMissing ? "missing-config" : "invalid-config";
  return [{ severity: "error", code, message, node: node.id, field: path.join(".") }];
}

function valueAt(config: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = config;
  for (const name of path) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(name)];
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return undefined;
  }
  return value;
}

function isEmpty(value: Json | undefined): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}
