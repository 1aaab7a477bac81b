// What is odd about a document in view of the events that have come: fields that were missing or never there, values of
// another type than they are compared with. The language allows all of it; the next run may stop at it.
import type { CheckedDocument, CheckedNode, PlacedExpression } from "../check/checked-document.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkExpression, neededPaths, referencedPaths } from "../expressions/index.ts";
import type { DeclaredTypes } from "../expressions/index.ts";
import { loweringOf } from "../instructions/lower.ts";
import type { JsonObject } from "../json.ts";
import { adviseOn } from "../names.ts";
import { valuesInSight } from "../sight.ts";
import { dataAt } from "./seen-data.ts";
import type { SeenData } from "./seen-data.ts";
import type { SeenEvents } from "./seen-events.ts";

type Path = readonly string[];

/** Types of the events that a document takes, each once. */
export function eventTypesIn(checked: CheckedDocument): readonly string[] {
  const types = checked.nodes.flatMap(
    ({ nodeType, config }) => loweringOf(nodeType.instruction).events?.(config) ?? [],
  );
  return [...new Set(types)];
}

/** Warnings from the newest events of each type, by node as drawn. Types that have never come say nothing. */
export function diagnoseSeen(checked: CheckedDocument, seen: readonly SeenEvents[]): readonly Diagnostic[] {
  if (seen.every(({ sampled }) => sampled === 0)) return [];
  return checked.nodes
    .filter(({ node }) => checked.reachable.has(node.id))
    .flatMap((node) => [...ofExpressions(checked, node, seen), ...ofTexts(checked, node, seen)]);
}

function ofExpressions(
  checked: CheckedDocument,
  node: CheckedNode,
  seen: readonly SeenEvents[],
): readonly Diagnostic[] {
  return node.expressions.flatMap((expression) => {
    const { field, text, rules } = expression;
    if (text === undefined) return [];
    const data = dataIn(checked, node, field, seen);
    // Rules say themselves what holds where a value is missing.
    const needed = rules === undefined ? neededPaths(text) : [];
    const missing = needed.flatMap((path) => sayMissing(path, data, text));
    const never = referencedPaths(text).flatMap((path) => sayNever(path, data));
    const types = never.length > 0 ? [] : sayTypes(expression, data);
    return warnings(node, field, [...never, ...missing, ...types]);
  });
}

function ofTexts(
  checked: CheckedDocument,
  node: CheckedNode,
  seen: readonly SeenEvents[],
): readonly Diagnostic[] {
  return node.templates.flatMap(({ field, reading }) => {
    if (!reading.ok) return [];
    const data = dataIn(checked, node, field, seen);
    const never = reading.paths.flatMap((path) => sayNever(path, data));
    return warnings(node, field, [...never, ...reading.needed.flatMap((path) => sayMissing(path, data))]);
  });
}

interface Said {
  readonly code: "seen-missing" | "seen-never" | "seen-type";
  readonly message: string;
}

function warnings({ node }: CheckedNode, field: string, said: readonly Said[]): readonly Diagnostic[] {
  return said.map(({ code, message }) => ({
    severity: "warning",
    code,
    message: `"${node.name}": ${message}`,
    node: node.id,
    field,
  }));
}

/** The data of events that a field of a node sees, by where it stands. */
function dataIn(
  checked: CheckedDocument,
  { node }: CheckedNode,
  field: string,
  seen: readonly SeenEvents[],
): readonly SeenData[] {
  return valuesInSight(checked, node.id, field).flatMap(({ path, events }) => {
    const data = events === undefined ? null : dataAt(path, events, seen);
    return data === null ? [] : [data];
  });
}

function sayMissing(path: Path, data: readonly SeenData[], expression?: string): readonly Said[] {
  const found = findIn(path, data);
  if (found === null || found.field === undefined) return [];
  const { field, of } = found;
  const written = path.join(".");
  const isText = expression === undefined;
  // Null is there for who asks has(); what is compared with null asks for it.
  const asksForNull =
    expression?.includes(`${written} == null`) === true ||
    expression?.includes(`${written} != null`) === true;
  const nulls = asksForNull ? 0 : field.nullIn;
  const count = field.absentIn + nulls;
  if (count === 0) return [];
  const what = nulls === 0 ? "missing" : field.absentIn === 0 ? "null" : "missing or null";
  const advice = isText
    ? `Write what stands for it: {{ ${written} | default: "…" }}.`
    : field.absentIn === 0
      ? `Ask first: ${written} != null && ….`
      : `Ask first: has(${written}) && ….`;
  const message = `${written} was ${what} in ${count} of the last ${of.sampled} ${of.name}; without it a run stops here. ${advice}`;
  return [{ code: "seen-missing", message }];
}

function sayNever(path: Path, data: readonly SeenData[]): readonly Said[] {
  const found = findIn(path, data);
  if (found === null || found.field !== undefined || !found.isSurely) return [];
  const { of, name, siblings } = found;
  const advice = adviseOn(name, siblings);
  const message = `${path.join(".")} was in none of the last ${of.sampled} ${of.name}.${advice === "" ? "" : ` ${advice}`}`;
  return [{ code: "seen-never", message }];
}

/** What the check of types finds in addition where fields have the types that they were seen with. */
function sayTypes(
  { text = "", types, expected }: PlacedExpression,
  data: readonly SeenData[],
): readonly Said[] {
  const refined = refine(text, types, data);
  if (refined === null || checkExpression(text, types, expected).length > 0) return [];
  const { declared, of } = refined;
  return checkExpression(text, declared, expected).map(({ message }) => ({
    code: "seen-type",
    message: `as the last ${of.sampled} ${of.name} had it, ${message}.`,
  }));
}

interface Refined {
  readonly declared: DeclaredTypes;
  readonly of: SeenData;
}

/** The types of a place with those of the seen fields that an expression names; null where nothing is known of them. */
function refine(text: string, types: DeclaredTypes, data: readonly SeenData[]): Refined | null {
  const paths = referencedPaths(text);
  let declared = types;
  let of: SeenData | null = null;
  for (const one of data) {
    const inside = paths.filter(
      (path) => path.length > one.at.length && one.at.every((name, index) => path[index] === name),
    );
    // Who reads the data as a whole may look into it by other ways.
    const isWhole = paths.some(
      (path) => path.length <= one.at.length && path.every((name, index) => one.at[index] === name),
    );
    const leaves = inside.filter(
      (path) => !inside.some((other) => other !== path && path.every((name, index) => other[index] === name)),
    );
    if (isWhole || leaves.length < inside.length || inside.length === 0) continue;
    const schema = schemaOf(
      inside.map((path) => path.slice(one.at.length)),
      one,
    );
    const replaced = put(declared, one.at, schema);
    if (replaced === null) continue;
    declared = replaced;
    of ??= one;
  }
  return of === null ? null : { declared, of };
}

/** A closed object of some fields, of the types that were seen; what had several types or none may be anything. */
function schemaOf(paths: readonly Path[], data: SeenData, before: Path = []): JsonObject {
  const names = [...new Set(paths.map(([name = ""]) => name))];
  const properties = names.map((name) => {
    const inner = paths
      .filter(([first, ...rest]) => first === name && rest.length > 0)
      .map(([, ...rest]) => rest);
    const here = [...before, name];
    return [
      name,
      inner.length > 0 ? schemaOf(inner, data, here) : (TYPES[data.typeOf(here) ?? ""] ?? {}),
    ] as const;
  });
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };
}

const TYPES: Readonly<Record<string, JsonObject>> = {
  string: { type: "string" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  list: { type: "array" },
};

/** The schema with another one at a path; null where there is none to replace. */
function put(types: DeclaredTypes, [root = "", ...rest]: Path, schema: JsonObject): DeclaredTypes | null {
  const declared = types[root];
  if (declared === undefined) return null;
  const replaced = putIn(declared, rest, schema);
  return replaced === null ? null : { ...types, [root]: replaced };
}

function putIn(declared: JsonObject, [name, ...rest]: Path, schema: JsonObject): JsonObject | null {
  if (name === undefined) return schema;
  const properties = (declared["properties"] ?? {}) as Readonly<Record<string, JsonObject>>; // JSON Schema says so
  const inner = properties[name];
  const replaced = inner === undefined ? null : putIn(inner, rest, schema);
  return replaced === null ? null : { ...declared, properties: { ...properties, [name]: replaced } };
}

interface Found {
  readonly of: SeenData;
  readonly field: ReturnType<SeenData["find"]>;
  /** The last name, and those that stand beside it. */
  readonly name: string;
  readonly siblings: readonly string[];
  /** It would have been noticed. */
  readonly isSurely: boolean;
}

function findIn(path: Path, data: readonly SeenData[]): Found | null {
  const of = data.find(
    ({ at }) => path.length > at.length && at.every((name, index) => path[index] === name),
  );
  if (of === undefined) return null;
  const inside = path.slice(of.at.length);
  return {
    of,
    field: of.find(inside),
    name: inside.at(-1) ?? "",
    siblings: of.namesIn(inside.slice(0, -1)),
    isSurely: of.wouldKnow(inside),
  };
}
