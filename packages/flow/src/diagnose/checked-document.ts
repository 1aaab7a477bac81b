// A document as the rules see it: nodes with their types, ports and expressions, worked out once.
import { outputOf } from "../declared-output.ts";
import type { DocumentNode, FlowDocument } from "../document/schema.ts";
import { EVENT_SCHEMA, rulesToCel, runRoots } from "../expressions/index.ts";
import type { DeclaredTypes, ExpectedType } from "../expressions/index.ts";
import { isExpression, walkConfig } from "../instructions/config-walk.ts";
import { loweringOf, mergeConfig, portsOf } from "../instructions/lower.ts";
import type { Sight } from "../instructions/lowering.ts";
import type { Json, JsonObject } from "../json.ts";
import { nodeTypeKey } from "../node-type.ts";
import type { NodeType, NodeTypes } from "../node-type.ts";
import { nodesBefore } from "./nodes-before.ts";

/** A node of a known type. */
export interface CheckedNode {
  readonly node: DocumentNode;
  readonly nodeType: NodeType;
  /** Laid over the preset of its type. */
  readonly config: JsonObject;
  readonly ports: readonly string[];
  readonly expressions: readonly PlacedExpression[];
  readonly templates: readonly PlacedTemplate[];
  /** What it may refer to of its run. */
  readonly types: DeclaredTypes;
}

/** A Liquid text in a node's config. */
interface PlacedTemplate {
  readonly field: string;
  readonly text: string;
  /** Names it may use beside the run's. */
  readonly names: readonly string[];
}

/** An expression in a node's config or in the settings. */
export interface PlacedExpression {
  readonly field: string;
  /** Absent when its rules could not be read; `problem` says why. */
  readonly text?: string;
  readonly problem?: string;
  /** Offsets mean something only in text that the analyst wrote. */
  readonly isText: boolean;
  readonly expected: ExpectedType;
  readonly types: DeclaredTypes;
}

export interface CheckedDocument {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly nodes: readonly CheckedNode[];
  readonly byId: ReadonlyMap<string, CheckedNode>;
  /** For each node the nodes on any path to it. */
  readonly before: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Works out what the rules share. Never throws for a document of the right shape. */
export function checkDocument(document: FlowDocument, nodeTypes: NodeTypes): CheckedDocument {
  const before = nodesBefore(document);
  const outputs = new Map(
    document.nodes.flatMap(({ id, type, typeVersion, onFailure }) => {
      const nodeType = nodeTypes.get(nodeTypeKey(type, typeVersion));
      return nodeType === undefined ? [] : [[id, outputOf(nodeType, onFailure)] as const];
    }),
  );
  const nodes = document.nodes.flatMap((node) => {
    const nodeType = nodeTypes.get(nodeTypeKey(node.type, node.typeVersion));
    if (nodeType === undefined) return [];
    const types = runRoots(stepsBefore(before.get(node.id) ?? new Set(), outputs, document));
    return [checkNode(node, nodeType, types)];
  });
  return {
    document,
    nodeTypes,
    nodes,
    byId: new Map(nodes.map((checked) => [checked.node.id, checked])),
    before,
  };
}

/** Output schemas of the steps before a node; one of an unknown type may hold anything. */
function stepsBefore(
  ids: ReadonlySet<string>,
  outputs: ReadonlyMap<string, JsonObject>,
  document: FlowDocument,
): Readonly<Record<string, JsonObject>> {
  const known = document.nodes.filter(({ id }) => ids.has(id));
  return Object.fromEntries(known.map(({ id }) => [id, outputs.get(id) ?? {}]));
}

function checkNode(node: DocumentNode, nodeType: NodeType, types: DeclaredTypes): CheckedNode {
  const config = mergeConfig(nodeType, node.config as JsonObject);
  const lowering = loweringOf(nodeType.instruction);
  const places = walkConfig(config, nodeType.config);
  const expressions = places.flatMap(({ path, value, hints }): readonly PlacedExpression[] => {
    if (!isExpression(value)) return [];
    const place = lowering.expressions.find((candidate) => matches(candidate.path, path));
    const expected = place?.expected ?? hints.expression ?? "any";
    return [{ field: path, ...textOf(value), expected, types: typesOf(place?.sees ?? "run", types) }];
  });
  const templates = places.flatMap(({ path, value, hints }) =>
    typeof value === "string" && (hints.template === true || lowering.templates.includes(path))
      ? [{ field: path, text: value, names: hints.templateNames ?? [] }]
      : [],
  );
  return {
    node,
    nodeType,
    config,
    ports: portsOf(nodeType, config, node.onFailure),
    expressions,
    templates,
    types,
  };
}

/** Text of an expression as drawn, or what is wrong with its rules. */
export function textOf(
  value: { readonly $cel: string } | { readonly $rules: Json },
): Pick<PlacedExpression, "text" | "problem" | "isText"> {
  if ("$cel" in value) return { text: value.$cel, isText: true };
  const text = rulesToCel(value.$rules);
  return text.ok ? { text: text.text, isText: false } : { problem: text.message, isText: false };
}

/** What an expression may refer to that is judged before there is a run. */
export const ENTRY_TYPES: DeclaredTypes = { event: EVENT_SCHEMA, trigger: EVENT_SCHEMA };

/** What an expression may refer to at its place. */
function typesOf(sees: Sight, roots: DeclaredTypes): DeclaredTypes {
  if (sees === "event") return { event: EVENT_SCHEMA };
  if (sees === "entry") return ENTRY_TYPES;
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
