// Checks configs against the JSON Schema of their type and the fields of their instruction; three rules report it.
import { z } from "zod";
import type { CheckedNode } from "../check/checked-document.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { hintsAt, isObject, titleAt } from "../instructions/config-walk.ts";
import { loweringOf } from "../instructions/lower.ts";
import type { Json, JsonObject } from "../json.ts";
import { sayIssue } from "../say-issue.ts";
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
  const own = schemaOf(nodeType.config).safeParse(node.config, { error: sayIssue });
  const issues = own.success
    ? (loweringOf(nodeType.instruction).fields?.safeParse(config, { error: sayIssue }).error?.issues ?? [])
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

/**
 * A union says only that nothing fits; where the value is of the kind of one alternative and of no other, what that one
 * complains of is the useful part.
 */
function deepest(issue: Issue): Issue {
  const near = (issue.errors ?? []).filter((issues) => !issues.every(isOfAnotherKind));
  const [first] = near.flat();
  if (first === undefined || near.length > 1) return issue;
  return deepest({ ...first, path: [...issue.path, ...first.path] });
}

function isOfAnotherKind({ code, path }: Issue): boolean {
  return code === "invalid_type" && path.length === 0;
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
    : `"${node.name}": "${title}" ${fits === undefined ? `${issue.message}.` : `does not fit. ${fits}`}`;
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
