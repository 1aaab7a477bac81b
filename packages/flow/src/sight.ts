// What a field sees, with its types. The check of expressions and texts asks here, and so does autocomplete.
import type { CheckedDocument, CheckedNode } from "./check/checked-document.ts";
import { EVENT_SCHEMA, isClosed, RUN_ROOTS } from "./expressions/index.ts";
import type { DeclaredTypes, ExpectedType } from "./expressions/index.ts";
import { hintsAt } from "./instructions/config-walk.ts";
import { isTemplate } from "./instructions/is-template.ts";
import { loweringOf } from "./instructions/lower.ts";
import type { Sight } from "./instructions/lowering.ts";
import type { JsonObject } from "./json.ts";
import type { FieldHints, NodeType } from "./node-type.ts";
export type { Sight } from "./instructions/lowering.ts";

/** Output schemas of the steps that a field may refer to. */
export type StepTypes = Readonly<Record<string, JsonObject>>;

/** The steps before a node, nearest first. */
export function stepsBefore(
  { graph, outputs }: Pick<CheckedDocument, "graph" | "outputs">,
  node: string,
): StepTypes {
  const before = graph.before(node).flatMap((step) => {
    const output = outputs.get(step);
    return output === undefined ? [] : [[step, output] as const];
  });
  return Object.fromEntries(before);
}

/** What an expression must give in a field of a node, and what it sees there. */
export function placeOf(
  nodeType: NodeType,
  field: string,
  hints: FieldHints,
): { readonly expected: ExpectedType; readonly sees: Sight } {
  const place = loweringOf(nodeType.instruction).expressions.find(({ path }) => matches(path, field));
  return { expected: place?.expected ?? hints.expression ?? "any", sees: place?.sees ?? "run" };
}

const EVENT_TYPES: DeclaredTypes = { event: EVENT_SCHEMA };
const { now: NOW = {} } = RUN_ROOTS;
const ENTRY_TYPES: DeclaredTypes = { event: EVENT_SCHEMA, trigger: EVENT_SCHEMA, now: NOW };

/** The types of what is seen from a place, given the steps before it. */
export function typesSeen(sees: Sight, steps: StepTypes): DeclaredTypes {
  if (sees === "event") return EVENT_TYPES;
  if (sees === "entry") return ENTRY_TYPES;
  const roots: DeclaredTypes = {
    ...RUN_ROOTS,
    steps: { type: "object", properties: steps, additionalProperties: false },
  };
  if (sees === "run") return roots;
  // A filter is judged outside the run: its now is when the event was received.
  return { ...roots, event: EVENT_SCHEMA };
}

/** A value that a field may refer to. */
export interface SeenValue {
  /** As it is written: `steps.offer.code`. */
  readonly path: string;
  /** The type of its JSON Schema, `timestamp`, or `unknown`. */
  readonly type: string;
  /** `event`, `trigger`, `steps`, `subject`, `profile`, `run`, `now`, or a name that the node adds to its text. */
  readonly root: string;
  /** The step whose value it is. */
  readonly step?: string;
  /** It may hold names that nobody has declared. */
  readonly isOpen: boolean;
  /** Types of the events whose data it is. */
  readonly events?: readonly string[];
}

/**
 * Every value in reach of a field of a node, or of the settings where there is no node: what the check of expressions and
 * texts accepts there is one of these, a part of an open one, or what holds some of them. Nearest steps first.
 */
export function valuesInSight(
  checked: CheckedDocument,
  node: string | null,
  field: string,
): readonly SeenValue[] {
  const types = typesAt(checked, node, field);
  return Object.entries(types).flatMap(([root, schema]) => {
    if (root !== "steps") return valuesIn(schema, { path: root, root }, eventsOf(checked, node, field, root));
    const steps = (schema["properties"] ?? {}) as StepTypes; // made by typesSeen
    return Object.entries(steps).flatMap(([step, output]) =>
      valuesIn(output, { path: `steps.${step}`, root, step }, eventsOf(checked, step)),
    );
  });
}

function typesAt(checked: CheckedDocument, node: string | null, field: string): DeclaredTypes {
  if (node === null) return ENTRY_TYPES;
  const { nodeType } = checked.byId.get(node) ?? {};
  if (nodeType === undefined) return {};
  const hints = hintsAt(nodeType.config, field.split("."));
  if (!isTemplate(nodeType, field, hints))
    return typesSeen(placeOf(nodeType, field, hints).sees, stepsBefore(checked, node));
  return withNames(typesSeen("run", stepsBefore(checked, node)), hints.templateNames ?? []);
}

/** The types of a run, and the names that a node adds to its text. */
export function withNames(types: DeclaredTypes, names: readonly string[]): DeclaredTypes {
  return names.length === 0 ? types : { ...types, ...Object.fromEntries(names.map((name) => [name, {}])) };
}

/** Types of the events that may stand at a root of a field, or in the output of a step; undefined where none does. */
function eventsOf(
  checked: CheckedDocument,
  node: string | null,
  field?: string,
  root = "event",
): readonly string[] | undefined {
  const own = node === null ? undefined : checked.byId.get(node);
  const takenBy = ({ nodeType, config }: CheckedNode): readonly string[] | undefined =>
    loweringOf(nodeType.instruction).events?.(config, field);
  if (root !== "event" && root !== "trigger") return undefined;
  const isEntry = own === undefined || own.nodeType.instruction === "trigger";
  if (own !== undefined && (root === "event" || isEntry)) return takenBy(own);
  return checked.nodes
    .filter(({ nodeType }) => nodeType.instruction === "trigger")
    .flatMap((start) => takenBy(start) ?? []);
}

/** Deeper than outputs are declared; below it a value is offered as a whole. */
const DEEPEST = 8;

function valuesIn(
  schema: JsonObject,
  at: Pick<SeenValue, "path" | "root" | "step">,
  events: readonly string[] | undefined,
  depth = 0,
): readonly SeenValue[] {
  const inner = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>); // JSON Schema says so
  const isWhole = inner.length === 0 || depth >= DEEPEST;
  const isOpen = !isClosed(schema) || (isWhole && inner.length > 0);
  const isData = events !== undefined && at.path.endsWith(".data");
  const self = { ...at, type: typeWord(schema), isOpen, ...(isData ? { events } : {}) };
  const parts = isWhole
    ? []
    : inner.flatMap(([name, part]) =>
        valuesIn(part, { ...at, path: partOf(at.path, name) }, events, depth + 1),
      );
  return isWhole || isOpen ? [self, ...parts] : parts;
}

function partOf(path: string, name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function typeWord({ type, format }: JsonObject): string {
  if (format === "timestamp") return format;
  return typeof type === "string" ? type : "unknown";
}

function matches(pattern: string, path: string): boolean {
  if (!pattern.includes("*")) return pattern === path;
  const names = path.split(".");
  const wanted = pattern.split(".");
  return (
    names.length === wanted.length && wanted.every((name, index) => name === "*" || name === names[index])
  );
}
