// What a field sees, with its types. The check of expressions and texts asks here, and so does autocomplete.
import { EVENT_SCHEMA, RUN_ROOTS } from "./expressions/index.ts";
import type { DeclaredTypes, ExpectedType } from "./expressions/index.ts";
import { loweringOf } from "./instructions/lower.ts";
import type { Sight } from "./instructions/lowering.ts";
import type { JsonObject } from "./json.ts";
import type { FieldHints, NodeType } from "./node-type.ts";
export type { Sight } from "./instructions/lowering.ts";

/** Output schemas of the steps that a field may refer to. */
export type StepTypes = Readonly<Record<string, JsonObject>>;

/** What an expression must give in a field of a node, and what it sees there. */
export function placeOf(
  nodeType: NodeType,
  field: string,
  hints: FieldHints,
): { readonly expected: ExpectedType; readonly sees: Sight } {
  const place = loweringOf(nodeType.instruction).expressions.find(({ path }) => matches(path, field));
  return { expected: place?.expected ?? hints.expression ?? "any", sees: place?.sees ?? "run" };
}

/** Whether text in a field of a node is Liquid. */
export function isTemplate(nodeType: NodeType, field: string, hints: FieldHints): boolean {
  return hints.template === true || loweringOf(nodeType.instruction).templates.includes(field);
}

const EVENT_TYPES: DeclaredTypes = { event: EVENT_SCHEMA };
const ENTRY_TYPES: DeclaredTypes = { event: EVENT_SCHEMA, trigger: EVENT_SCHEMA };

/** The types of what is seen from a place, given the steps before it. */
export function typesSeen(sees: Sight, steps: StepTypes): DeclaredTypes {
  if (sees === "event") return EVENT_TYPES;
  if (sees === "entry") return ENTRY_TYPES;
  const roots: DeclaredTypes = {
    ...RUN_ROOTS,
    steps: { type: "object", properties: steps, additionalProperties: false },
  };
  if (sees === "run") return roots;
  // A filter is judged outside the run, at a time that no replay could repeat.
  const { now: _now, ...values } = roots;
  return { ...values, event: EVENT_SCHEMA };
}

function matches(pattern: string, path: string): boolean {
  if (!pattern.includes("*")) return pattern === path;
  const names = path.split(".");
  const wanted = pattern.split(".");
  return (
    names.length === wanted.length && wanted.every((name, index) => name === "*" || name === names[index])
  );
}
