// From a document to what React Flow draws. Unchanged nodes keep their data object, so that their views do not render again.
import type { Diagnostic, DocumentNode, FlowDocument, NodeTypes } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { nodeTypeKey } from "@throughline/flow";
import type { Edge, Node } from "@xyflow/react";
import { MarkerType } from "@xyflow/react";
import { groupBy } from "../group-by.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-size.ts";
import { portsOfNode } from "./ports.ts";
import { portTitle } from "@throughline/flow";
import type { RoutedEdge, Routes } from "./route-edges.ts";

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
  readonly ports: readonly string[];
  readonly connected: readonly string[];
  readonly problems: readonly Diagnostic[];
  readonly overlay: NodeOverlay | undefined;
};
/** A connection and the corner points of its way. */
export type DrawnEdge = Edge<{ readonly route: readonly { readonly x: number; readonly y: number }[] }>;
type NoteData = { readonly text: string };
export type DrawnStep = Node<StepData, "step">;
export type DrawnNote = Node<NoteData, "note">;
export type DrawnNode = DrawnStep | DrawnNote;

/** Data objects by node id, kept between drawings. */
export type DrawingCache = Map<string, StepData>;

interface DrawArgs {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly problems?: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly overlays?: ReadonlyMap<string, NodeOverlay>;
  readonly cache: DrawingCache;
}

const none: readonly Diagnostic[] = [];

/** All nodes and notes of the document. */
export function toDrawnNodes({
  document,
  nodeTypes,
  problems,
  overlays,
  cache,
}: DrawArgs): readonly DrawnNode[] {
  const connected = groupBy(document.edges, ({ from }) => from.node);
  const steps = document.nodes.map((node): DrawnStep => {
    const nodeType = nodeTypes.get(nodeTypeKey(node.type, node.typeVersion));
    const data: StepData = {
      node,
      nodeType,
      ports: portsOfNode(node, nodeType),
      connected: connected.get(node.id)?.map(({ from }) => from.port) ?? [],
      problems: problems?.get(node.id) ?? none,
      overlay: overlays?.get(node.id),
    };
    const known = cache.get(node.id);
    const kept = known !== undefined && isSameData(known, data) ? known : data;
    cache.set(node.id, kept);
    return {
      id: node.id,
      type: "step",
      // An estimate until the browser has measured it: without one, the first view fits whichever node came first.
      measured: { width: NODE_WIDTH, height: NODE_HEIGHT },
      position: node.position,
      data: kept,
      ariaRole: "group",
      domAttributes: { "aria-roledescription": "node" },
      ariaLabel: `${node.name}, ${nodeType?.title ?? node.type}${kept.problems.length > 0 ? `, ${kept.problems.length} problems` : ""}`,
    };
  });
  const notes = document.notes.map((note): DrawnNote => ({
    id: note.id,
    type: "note",
    position: note.position,
    data: { text: note.text },
    width: note.size?.width ?? 220,
    height: note.size?.height ?? 120,
    measured: { width: note.size?.width ?? 220, height: note.size?.height ?? 120 },
    zIndex: -1,
    ariaLabel: `Note: ${note.text.slice(0, 80)}`,
  }));
  return [...steps, ...notes];
}

/** Which port leads where, for those connections whose ends are both drawn. */
export function linesOf(document: FlowDocument, nodeTypes: NodeTypes): readonly RoutedEdge[] {
  const ports = new Map(
    document.nodes.map((node) => [
      node.id,
      portsOfNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion))),
    ]),
  );
  return document.edges
    .filter(({ from, to }) => ports.has(from.node) && ports.has(to.node))
    .map(({ from, to }) => {
      const all = ports.get(from.node) ?? [];
      return {
        id: edgeId(from),
        source: from.node,
        target: to.node,
        portIndex: Math.max(0, all.indexOf(from.port)),
        portCount: all.length,
      };
    });
}

interface DrawEdgesArgs {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly routes: Routes;
  readonly overlays?: ReadonlyMap<string, NodeOverlay>;
  /** Ids of the chosen connections. */
  readonly chosen?: ReadonlySet<string>;
}

/** All connections on their routes; those a run went along, and chosen ones, are emphasised. */
export function toDrawnEdges({
  document,
  nodeTypes,
  routes,
  overlays,
  chosen,
}: DrawEdgesArgs): readonly DrawnEdge[] {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const shown = document.edges.filter(({ from, to }) => nodes.has(from.node) && nodes.has(to.node));
  return shown.map(({ from, to }): DrawnEdge => {
    const id = edgeId(from);
    const wasTaken = overlays?.get(from.node)?.leftBy?.includes(from.port) === true;
    const isChosen = chosen?.has(id) === true;
    return {
      id,
      source: from.node,
      sourceHandle: from.port,
      target: to.node,
      type: "routed",
      data: { route: routes.get(id) ?? [] },
      selected: isChosen,
      markerEnd: {
        type: MarkerType.ArrowClosed,
        // The head grows with the line; a chosen line is thicker, its head is not.
        width: isChosen ? 11 : 16,
        height: isChosen ? 11 : 16,
        color: wasTaken || isChosen ? "var(--tl-accent)" : "var(--tl-edge)",
      },
      className: wasTaken ? "tl-edge-taken" : overlays === undefined ? "" : "tl-edge-quiet",
      ariaRole: "img",
      ariaLabel: inWords(from.port, nodes.get(from.node), nodes.get(to.node), nodeTypes),
    };
  });
}

function inWords(
  port: string,
  source: DocumentNode | undefined,
  target: DocumentNode | undefined,
  nodeTypes: NodeTypes,
): string {
  if (source === undefined || target === undefined) return "";
  const title = portTitle(source, nodeTypes.get(nodeTypeKey(source.type, source.typeVersion)), port);
  return `From ${source.name}, ${title}, to ${target.name}`;
}

/** The drawing's id of the connection that leaves a port. */
export function edgeId(from: { readonly node: string; readonly port: string }): string {
  return `${from.node}:${from.port}`;
}

/** The port whose connection has this id. */
export function fromEdgeId(id: string): { readonly node: string; readonly port: string } {
  const colon = id.indexOf(":");
  return { node: id.slice(0, colon), port: id.slice(colon + 1) };
}

function isSameData(a: StepData, b: StepData): boolean {
  return (
    a.node === b.node &&
    a.nodeType === b.nodeType &&
    a.ports.join() === b.ports.join() &&
    a.connected.join() === b.connected.join() &&
    a.overlay === b.overlay &&
    a.problems.length === b.problems.length &&
    a.problems.every((problem, index) => problem.message === b.problems[index]?.message)
  );
}
