import { Graph, layout } from "@dagrejs/dagre";
import type { FlowDocument } from "@throughline/flow";
import { NODE_HEIGHT, NODE_WIDTH } from "../../ui/drawing/node-size.ts";
import type { Command } from "./command.ts";
import { move } from "./move.ts";

/** Arranges all nodes from top to bottom along their connections; branches stay in the order of their ports. */
export const layOut: Command<{ readonly ports: Readonly<Record<string, readonly string[]>> }> = (
  document,
  { ports },
) => {
  if (document.nodes.length === 0) return document;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 56, ranksep: 64, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of document.nodes) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  const known = new Set(document.nodes.map(({ id }) => id));
  for (const { from, to } of edgesInPortOrder(document, ports)) {
    if (known.has(from.node) && known.has(to.node)) graph.setEdge(from.node, to.node, {}, from.port);
  }
  layout(graph);
  const to = Object.fromEntries(
    document.nodes.map(({ id }) => {
      const placed = graph.node(id) as { readonly x: number; readonly y: number }; // dagre writes the centre into the label
      return [id, { x: snap(placed.x - NODE_WIDTH / 2), y: snap(placed.y - NODE_HEIGHT / 2) }];
    }),
  );
  return move(document, { to });
};

/** Distance of the grid that nodes snap to. */
const grid = 20;
const snap = (value: number): number => Math.round(value / grid) * grid;

function edgesInPortOrder(
  document: FlowDocument,
  ports: Readonly<Record<string, readonly string[]>>,
): FlowDocument["edges"] {
  const rank = new Map(document.nodes.map(({ id }, index) => [id, index]));
  return document.edges.toSorted(
    (a, b) =>
      (rank.get(a.from.node) ?? 0) - (rank.get(b.from.node) ?? 0) ||
      (ports[a.from.node]?.indexOf(a.from.port) ?? 0) - (ports[b.from.node]?.indexOf(b.from.port) ?? 0),
  );
}
