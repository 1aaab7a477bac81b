// What is odd about a document in view of the events that have come: fields that were missing or never there, values of
// another type than they are compared with. The language allows all of it; the next run may stop at it.
import type { CheckedDocument, CheckedNode, PlacedExpression } from "../check/checked-document.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { readExpression } from "../check/read-expression.ts";
import { checkExpression, neededPaths, referencedPaths } from "../expressions/index.ts";
import type { DeclaredTypes } from "../expressions/index.ts";
import { hintsAt } from "../instructions/config-walk.ts";
import { loweringOf } from "../instructions/lower.ts";
import { isJsonObject } from "../json.ts";
import type { Json, JsonObject } from "../json.ts";
import { adviseOn } from "../names.ts";
import { placeOf, typesSeen } from "../sight.ts";
import { dataAt } from "./seen-data.ts";
import type { SeenData } from "./seen-data.ts";
import type { SeenEvents } from "./seen-events.ts";

type Path = readonly string[];

/** Types of the events that a document takes, each once. */
export function eventTypesIn(checked: CheckedDocument): readonly string[] {
  return [...new Set(checked.nodes.flatMap((node) => eventsOf(node)))];
}

/** Warnings from the newest events of each type, by node as drawn. Types that have never come say nothing. */
export function diagnoseSeen(checked: CheckedDocument, seen: readonly SeenEvents[]): readonly Diagnostic[] {
  if (seen.every(({ sampled }) => sampled === 0)) return [];
  const of: Looked = { seen, entry: entryTypes(checked), byId: checked.byId };
  const nodes = checked.nodes.filter(({ node }) => checked.reachable.has(node.id));
  return [...ofSubject(checked.document, of), ...nodes.flatMap((node) => ofNode(node, of))];
}

/** What a node is looked at with. */
interface Looked extends Pick<CheckedDocument, "byId"> {
  readonly seen: readonly SeenEvents[];
  /** Types of the events that start a run. */
  readonly entry: readonly string[];
}

interface Known {
  readonly seen: readonly SeenEvents[];
  readonly entry: string;
  readonly found: readonly Diagnostic[];
}

/** What was found of a node that reads no event of another step, as long as it and what it is looked at with stay. */
const known = new WeakMap<CheckedNode, Known>();

function ofNode(node: CheckedNode, looked: Looked): readonly Diagnostic[] {
  const entry = looked.entry.join(" ");
  const last = known.get(node);
  if (last?.seen === looked.seen && last.entry === entry) return last.found;
  const found = [...ofExpressions(node, looked), ...ofTexts(node, looked)];
  if (!readsSteps(node)) known.set(node, { seen: looked.seen, entry, found });
  return found;
}

function readsSteps({ expressions, templates }: CheckedNode): boolean {
  const paths = [
    ...expressions.flatMap(({ text }) => (text === undefined ? [] : referencedPaths(text))),
    ...templates.flatMap(({ reading }) => (reading.ok ? reading.paths : [])),
  ];
  return paths.some(([root]) => root === "steps");
}

function entryTypes(checked: CheckedDocument): readonly string[] {
  return checked.nodes.flatMap((node) => (node.nodeType.instruction === "trigger" ? eventsOf(node) : []));
}

function eventsOf({ nodeType, config }: CheckedNode, field?: string): readonly string[] {
  return loweringOf(nodeType.instruction).events?.(config, field) ?? [];
}

function ofExpressions(node: CheckedNode, looked: Looked): readonly Diagnostic[] {
  return node.expressions.flatMap((expression) => {
    const { field, text } = expression;
    if (text === undefined) return [];
    const data = dataIn(node, field, referencedPaths(text), looked);
    return warnings(node, field, judged(expression, data, withoutIt(node, field)));
  });
}

/** Whom a run is about. */
function ofSubject(
  { settings }: CheckedDocument["document"],
  { entry, seen }: Looked,
): readonly Diagnostic[] {
  const read = readExpression(settings.subject as Parameters<typeof readExpression>[0]); // by its schema
  const data = ["event", "trigger"].flatMap((root) => dataAt([root, "data"], entry, seen) ?? []);
  const types = typesSeen("entry", {});
  const said = judged({ field: "settings.subject", ...read, types, expected: "any" }, data, "no run starts");
  return said.map(({ code, message }) => ({
    severity: "warning",
    code,
    message: `Whom a run is about: ${message}`,
    field: "settings.subject",
  }));
}

function judged(expression: PlacedExpression, data: readonly SeenData[], without: string): readonly Said[] {
  const { text = "", rules, expected } = expression;
  // Rules say themselves what holds where a value is missing.
  const needed = rules === undefined ? neededPaths(text) : [];
  const missing = needed.flatMap((path) =>
    sayMissing(path, data, { without, expression: { text, expected } }),
  );
  const looked =
    rules === undefined ? needed : referencedPaths(text).filter((path) => !isAskedFor(path, rules));
  const never = looked.flatMap((path) => sayNever(path, data));
  return [...never, ...missing, ...(never.length > 0 ? [] : sayTypes(expression, data))];
}

/** Whether rules ask if a value is missing: then it may well be. */
function isAskedFor(path: Path, rules: Json): boolean {
  if (Array.isArray(rules)) return (rules as readonly Json[]).some((rule) => isAskedFor(path, rule));
  if (!isJsonObject(rules)) return false;
  const asks = rules["operator"] === "null" || rules["operator"] === "notNull";
  return (asks && rules["field"] === path.join(".")) || isAskedFor(path, rules["rules"] ?? []);
}

/** What happens where an expression finds no value: a filter asks of an event, everything else of a run. */
function withoutIt({ nodeType }: CheckedNode, field: string): string {
  const { sees } = placeOf(nodeType, field, hintsAt(nodeType.config, field.split(".")));
  return sees === "run" ? "a run stops here" : "the event does not count here";
}

function ofTexts(node: CheckedNode, looked: Looked): readonly Diagnostic[] {
  return node.templates.flatMap(({ field, reading }) => {
    if (!reading.ok) return [];
    const data = dataIn(node, field, reading.paths, looked);
    const never = reading.needed.flatMap((path) => sayNever(path, data));
    return warnings(node, field, [
      ...never,
      ...reading.needed.flatMap((path) => sayMissing(path, data, { without: "a run stops here" })),
    ]);
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

/** The data of events that some paths in a field of a node lead into. */
function dataIn(
  node: CheckedNode,
  field: string,
  paths: readonly Path[],
  looked: Looked,
): readonly SeenData[] {
  const places = new Map(
    paths.flatMap((path) => {
      const place = dataPlace(node, field, path, looked);
      return place === null ? [] : [[place.at.join("."), place] as const];
    }),
  );
  return [...places.values()].flatMap(({ at, types }) => dataAt(at, types, looked.seen) ?? []);
}

/** Where the data begins that a path leads into, and the types of the events that it may be of; null for other values. */
function dataPlace(
  node: CheckedNode,
  field: string,
  path: Path,
  { entry, byId }: Looked,
): { readonly at: Path; readonly types: readonly string[] } | null {
  const [root, ...rest] = path;
  if (root === "trigger" || root === "event") {
    const isOwn = root === "event" || node.nodeType.instruction === "trigger";
    return rest[0] === "data" ? { at: path.slice(0, 2), types: isOwn ? eventsOf(node, field) : entry } : null;
  }
  const [step = "", ...output] = rest;
  const of = byId.get(step);
  if (root !== "steps" || of === undefined) return null;
  const depth = output[0] === "event" ? 2 : 1;
  return output[depth - 1] === "data" ? { at: path.slice(0, 2 + depth), types: eventsOf(of) } : null;
}

interface Reader {
  /** What happens without the value. */
  readonly without: string;
  /** Absent for a text. */
  readonly expression?: Pick<PlacedExpression, "text" | "expected">;
}

function sayMissing(path: Path, data: readonly SeenData[], { without, expression }: Reader): readonly Said[] {
  const found = findIn(path, data);
  if (found === null || found.field === undefined) return [];
  const { field, of } = found;
  const written = path.join(".");
  // Null is there for who asks has(); what is compared with null asks for it.
  const asksForNull =
    expression?.text?.includes(`${written} == null`) === true ||
    expression?.text?.includes(`${written} != null`) === true;
  const nulls = asksForNull ? 0 : field.nullIn;
  const count = field.absentIn + nulls;
  if (count === 0) return [];
  const what = nulls === 0 ? "missing" : field.absentIn === 0 ? "null" : "missing or null";
  const isThere = field.absentIn === 0 ? `${written} != null` : `has(${written})`;
  const ask =
    expression?.expected === "bool" ? `Ask first: ${isThere} && ….` : `Write ${isThere} ? ${written} : ….`;
  const advice =
    expression === undefined ? `Write what stands for it: {{ ${written} | default: "…" }}.` : ask;
  const message = `${written} was ${what} in ${count} of the last ${of.sampled} ${of.name}; without it ${without}. ${advice}`;
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
