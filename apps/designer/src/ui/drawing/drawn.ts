// From a document to the nodes that React Flow draws. What is unchanged stays the very same object, so that nothing looks at
// it again.
import type { Diagnostic, DocumentNode, FlowDocument, NodeTypes } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { nodeTypeKey } from "@throughline/flow";
import type { Node } from "@xyflow/react";
import { groupBy } from "../group-by.ts";
import { sizeOfCard } from "./node-size.ts";
import { placesOfPorts } from "./port-places.ts";
import { portsOfNode } from "./ports.ts";
import { summariseNode } from "./summary.ts";

/** What a run or live counts add to a node. */
export interface NodeOverlay {
  readonly state?: "active" | "left" | "parked" | "cancelled" | "untouched";
  readonly visits?: number;
  /** The ports it was left by. */
  readonly leftBy?: readonly string[];
  /** Open runs that stand here, that need repair here, and that passed. */
  readonly counts?: { readonly here: number; readonly parked: number; readonly passed: number };
}

export type StepData = {
  readonly node: DocumentNode;
  readonly nodeType: NodeType | undefined;
  readonly summary: string;
  readonly ports: readonly string[];
  readonly connected: readonly string[];
  readonly problems: readonly Diagnostic[];
  readonly overlay: NodeOverlay | undefined;
};
type NoteData = { readonly note: FlowDocument["notes"][number] };
export type DrawnStep = Node<StepData, "step">;
export type DrawnNote = Node<NoteData, "note">;
export type DrawnNode = DrawnStep | DrawnNote;

/** What was drawn last, by id. */
export type DrawingCache = Map<string, DrawnNode>;

interface DrawArgs {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly problems?: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly overlays?: ReadonlyMap<string, NodeOverlay>;
  readonly cache: DrawingCache;
}

const noProblems: readonly Diagnostic[] = [];
const noPorts: readonly string[] = [];

/** All nodes and notes of the document. */
export function toDrawnNodes({
  document,
  nodeTypes,
  problems,
  overlays,
  cache,
}: DrawArgs): readonly DrawnNode[] {
  const connected = groupBy(document.edges, ({ from }) => from.node);
  const steps = document.nodes.map((node): DrawnNode => {
    const known = cache.get(node.id);
    const data = stepData(known?.type === "step" ? known.data : undefined, {
      node,
      nodeType: nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)),
      connected: connected.get(node.id)?.map(({ from }) => from.port) ?? noPorts,
      problems: problems?.get(node.id) ?? noProblems,
      overlay: overlays?.get(node.id),
    });
    return known?.data === data ? known : kept(cache, drawStep(data));
  });
  const notes = document.notes.map((note): DrawnNode => {
    const known = cache.get(note.id);
    return known?.type === "note" && known.data.note === note ? known : kept(cache, drawNote(note));
  });
  return [...steps, ...notes];
}

function kept(cache: DrawingCache, node: DrawnNode): DrawnNode {
  cache.set(node.id, node);
  return node;
}

/** The same object as before when it would say the same. */
function stepData(before: StepData | undefined, next: Omit<StepData, "summary" | "ports">): StepData {
  const { node, nodeType } = next;
  if (before?.node !== node || before.nodeType !== nodeType)
    return { ...next, summary: summariseNode(node, nodeType), ports: portsOfNode(node, nodeType) };
  const isSame =
    before.overlay === next.overlay &&
    before.connected.join() === next.connected.join() &&
    before.problems.length === next.problems.length &&
    before.problems.every((problem, index) => problem.message === next.problems[index]?.message);
  return isSame ? before : { ...next, summary: before.summary, ports: before.ports };
}

function drawStep(data: StepData): DrawnStep {
  const { node, nodeType, problems, ports, summary } = data;
  const size = sizeOfCard({ name: node.name, summary, ports });
  return {
    id: node.id,
    type: "step",
    measured: size,
    handles: placesOfPorts(ports, hasEntry(data), size),
    position: node.position,
    data,
    ariaRole: "group",
    domAttributes: { "aria-roledescription": "node" },
    ariaLabel: `${node.name}, ${nodeType?.title ?? node.type}${problems.length > 0 ? `, ${problems.length} problems` : ""}`,
  };
}

/** Runs begin at a trigger: nothing leads into it. */
export function hasEntry({ nodeType }: StepData): boolean {
  return nodeType?.instruction !== "trigger";
}

function drawNote(note: NoteData["note"]): DrawnNote {
  const size = { width: note.size?.width ?? 220, height: note.size?.height ?? 120 };
  return {
    id: note.id,
    type: "note",
    position: note.position,
    data: { note },
    ...size,
    measured: size,
    handles: [],
    zIndex: -1,
    ariaLabel: `Note: ${note.text.slice(0, 80)}`,
  };
}
