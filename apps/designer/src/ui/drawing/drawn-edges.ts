// From a document to the lines that React Flow draws. A line that is unchanged stays the very same object.
import type { DocumentNode, FlowDocument, NodeTypes } from "@throughline/flow";
import { nodeTypeKey, portTitle } from "@throughline/flow";
import type { Edge, EdgeMarker } from "@xyflow/react";
import { MarkerType } from "@xyflow/react";
import type { NodeOverlay } from "./drawn.ts";
import type { Routes } from "./route-edges.ts";

/** A connection and the corner points of its way. */
export type DrawnEdge = Edge<{ readonly route: Route }>;
type Route = readonly { readonly x: number; readonly y: number }[];

/** What was drawn last, by id. */
export type EdgeCache = Map<string, { readonly of: Line; readonly edge: DrawnEdge }>;

interface DrawEdgesArgs {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly routes: Routes;
  readonly overlays?: ReadonlyMap<string, NodeOverlay>;
  /** Ids of the chosen connections. */
  readonly chosen?: ReadonlySet<string>;
  /** The connection under the pointer; its ends and those of chosen ones can be taken. */
  readonly pointed?: string | null;
  /** Nodes that follow the mouse: their lines have no way yet. */
  readonly moving?: ReadonlySet<string>;
  readonly cache: EdgeCache;
}

/** Everything that a line shows. */
interface Line {
  readonly source: DocumentNode;
  readonly target: DocumentNode;
  readonly port: string;
  readonly title: string;
  readonly route: Route;
  readonly look: "plain" | "quiet" | "taken";
  readonly isChosen: boolean;
  readonly isPointed: boolean;
}

const noRoute: Route = [];

/** All connections on their routes; those a run went along, and chosen ones, are emphasised. */
export function toDrawnEdges({
  document,
  nodeTypes,
  routes,
  overlays,
  chosen,
  pointed,
  moving,
  cache,
}: DrawEdgesArgs): DrawnEdge[] {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  return document.edges.flatMap(({ from, to }): DrawnEdge[] => {
    const [source, target] = [nodes.get(from.node), nodes.get(to.node)];
    if (source === undefined || target === undefined) return [];
    const id = edgeId(from);
    const isMoving = moving?.has(from.node) === true || moving?.has(to.node) === true;
    const wasTaken = overlays?.get(from.node)?.leftBy?.includes(from.port) === true;
    const known = cache.get(id);
    const line: Line = {
      source,
      target,
      port: from.port,
      title:
        known?.of.source === source
          ? known.of.title
          : portTitle(source, nodeTypes.get(nodeTypeKey(source.type, source.typeVersion)), from.port),
      route: isMoving ? noRoute : sameRoute(routes.get(id) ?? noRoute, known?.of.route),
      look: wasTaken ? "taken" : overlays === undefined ? "plain" : "quiet",
      isChosen: chosen?.has(id) === true,
      isPointed: pointed === id,
    };
    if (known !== undefined && isSameLine(known.of, line)) return [known.edge];
    const edge = drawLine(id, line);
    cache.set(id, { of: line, edge });
    return [edge];
  });
}

function drawLine(
  id: string,
  { source, target, port, title, route, look, isChosen, isPointed }: Line,
): DrawnEdge {
  return {
    id,
    source: source.id,
    sourceHandle: port,
    target: target.id,
    type: "routed",
    data: { route },
    selected: isChosen,
    // Handles for every line would be most of what a drawing consists of.
    reconnectable: isChosen || isPointed,
    markerEnd: isChosen ? heads.chosen : heads[look],
    className: { plain: "", quiet: "tl-edge-quiet", taken: "tl-edge-taken" }[look],
    ariaRole: "img",
    ariaLabel: `From ${source.name}, ${title}, to ${target.name}`,
  };
}

const head = (size: number, color: string): EdgeMarker => ({
  type: MarkerType.ArrowClosed,
  width: size,
  height: size,
  color,
});
// The head grows with the line; a chosen line is thicker, its head is not.
const heads = {
  plain: head(16, "var(--tl-edge)"),
  quiet: head(16, "var(--tl-edge)"),
  taken: head(16, "var(--tl-accent)"),
  chosen: head(11, "var(--tl-accent)"),
} as const;

function isSameLine(a: Line, b: Line): boolean {
  return (
    a.source.id === b.source.id &&
    a.source.name === b.source.name &&
    a.target.id === b.target.id &&
    a.target.name === b.target.name &&
    a.port === b.port &&
    a.title === b.title &&
    a.route === b.route &&
    a.look === b.look &&
    a.isChosen === b.isChosen &&
    a.isPointed === b.isPointed
  );
}

/** Ways are sought for all lines at once; most come out as they were. */
function sameRoute(route: Route, before: Route | undefined): Route {
  const isSame =
    before?.length === route.length &&
    route.every(({ x, y }, index) => x === before[index]?.x && y === before[index]?.y);
  return isSame ? before : route;
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
