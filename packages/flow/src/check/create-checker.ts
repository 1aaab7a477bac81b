// Checks documents one after the other and keeps what it found out about nodes that stayed as they were.
import { outputOf } from "../declared-output.ts";
import type { DocumentNode, FlowDocument } from "../document/schema.ts";
import { graphOf } from "../graph.ts";
import type { JsonObject } from "../json.ts";
import { nodeTypeKey } from "../node-type.ts";
import type { NodeType, NodeTypes } from "../node-type.ts";
import { stepsBefore, typesSeen, withNames } from "../sight.ts";
import type { StepTypes } from "../sight.ts";
import type { CheckedDocument, CheckedNode } from "./checked-document.ts";
import { readNode } from "./read-node.ts";
import type { ReadNode } from "./read-node.ts";

/** Checks the versions of a document that is being drawn. */
export interface Checker {
  /**
   * As `check` does it; asked again of the same document, with the same answer. A node whose object, type and visible steps are those of the last time is the checked node of the
   * last time, so that whatever was worked out for it still holds.
   */
  check(document: FlowDocument, nodeTypes: NodeTypes): CheckedDocument;
}

interface Known {
  readonly read: ReadNode;
  readonly steps: StepTypes;
  readonly checked: CheckedNode;
}

/** A checker for one document; it holds what it knows of a node no longer than somebody holds the node. */
export function createChecker(): Checker {
  const knownNodes = new WeakMap<DocumentNode, Known>();

  function checkNode(node: DocumentNode, nodeType: NodeType, drawn: Drawn): CheckedNode {
    const known = knownNodes.get(node);
    const read = known?.read.nodeType === nodeType ? known.read : readNode(node, nodeType);
    const steps = stepsSeen(node.id, read.steps, drawn);
    if (known?.read === read && isSame(known.steps, steps)) return known.checked;
    const checked = toChecked(node, read, steps);
    knownNodes.set(node, { read, steps, checked });
    return checked;
  }

  let last: CheckedDocument | undefined;

  function checkAll(document: FlowDocument, nodeTypes: NodeTypes): CheckedDocument {
    const typed = document.nodes.map((node) => ({
      node,
      nodeType: nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)),
    }));
    const graph =
      last !== undefined && isDrawnAlike(last.document, document) ? last.graph : graphOf(document);
    const outputs = outputsOf(typed);
    const nodes = typed.flatMap(({ node, nodeType }) =>
      nodeType === undefined ? [] : [checkNode(node, nodeType, { graph, outputs })],
    );
    const triggers = nodes.filter(({ nodeType }) => nodeType.instruction === "trigger");
    return {
      document,
      nodeTypes,
      nodes,
      byId: new Map(nodes.map((checked) => [checked.node.id, checked])),
      graph,
      outputs,
      reachable: graph.reachableFrom(triggers.map(({ node }) => node.id)),
    };
  }

  return {
    check: (document, nodeTypes) => {
      if (last?.document !== document || last.nodeTypes !== nodeTypes) last = checkAll(document, nodeTypes);
      return last;
    },
  };
}

/** The same nodes and lines in the same order, whatever is in the nodes. */
function isDrawnAlike(one: FlowDocument, other: FlowDocument): boolean {
  return (
    one.edges === other.edges &&
    one.nodes.length === other.nodes.length &&
    one.nodes.every(({ id }, index) => other.nodes[index]?.id === id)
  );
}

type Drawn = Pick<CheckedDocument, "graph" | "outputs">;

const ANY: JsonObject = {};
const NO_STEPS: StepTypes = {};

function outputsOf(
  typed: readonly { readonly node: DocumentNode; readonly nodeType: NodeType | undefined }[],
): ReadonlyMap<string, JsonObject> {
  return new Map(
    typed.map(({ node, nodeType }) => [
      node.id,
      nodeType === undefined ? ANY : outputOf(nodeType, node.onFailure),
    ]),
  );
}

/** Of the steps before a node those that it names; all of them, for advice, where it names one that is not there. */
function stepsSeen(node: string, named: readonly string[], { graph, outputs }: Drawn): StepTypes {
  if (named.length === 0) return NO_STEPS;
  const isThere = (step: string): boolean => outputs.has(step) && graph.isBefore(step, node);
  if (!named.every(isThere)) return stepsBefore({ graph, outputs }, node);
  return Object.fromEntries(named.map((step) => [step, outputs.get(step) ?? ANY]));
}

function isSame(one: StepTypes, other: StepTypes): boolean {
  if (one === other) return true;
  const [left, right] = [Object.entries(one), Object.entries(other)];
  return (
    left.length === right.length &&
    left.every(([step, output], index) => right[index]?.[0] === step && right[index][1] === output)
  );
}

function toChecked(node: DocumentNode, read: ReadNode, steps: StepTypes): CheckedNode {
  const { nodeType, config, ports } = read;
  const run = typesSeen("run", steps);
  return {
    node,
    nodeType,
    config,
    ports,
    expressions: read.expressions.map(({ sees, ...expression }) => ({
      ...expression,
      types: sees === "run" ? run : typesSeen(sees, steps),
    })),
    templates: read.templates.map(({ field, reading, names }) => ({
      field,
      reading,
      types: withNames(run, names),
    })),
  };
}
