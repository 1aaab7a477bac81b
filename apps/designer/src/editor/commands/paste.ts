// Copy and paste as JSON text, so that nodes travel between windows, flows and mails.
import type { FlowDocument, NodeTypes } from "@throughline/flow";
import { withNames } from "./call-node.ts";
import { freeNodeId } from "./command.ts";
import type { Command } from "./command.ts";
import type { Point } from "./move.ts";
import type { Clip } from "./read-clip.ts";

/** The chosen nodes and the connections between them. */
export function toClip(document: FlowDocument, nodes: readonly string[]): Clip | null {
  const wanted = new Set(nodes);
  const chosen = document.nodes.filter(({ id }) => wanted.has(id));
  if (chosen.length === 0) return null;
  const edges = document.edges.filter(({ from, to }) => wanted.has(from.node) && wanted.has(to.node));
  return { throughline: "nodes", nodes: chosen, edges };
}

/**
 * How the nodes of a clip will be called in a document. A node that was cut comes back under its own id; a copy gets one
 * that is not in `reserved` either.
 */
export function pastedIds(
  document: FlowDocument,
  clip: Clip,
  reserved: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string> {
  const taken = new Set(document.nodes.map(({ id }) => id));
  const ids = new Map<string, string>();
  for (const node of clip.nodes) {
    const id = taken.has(node.id)
      ? freeNodeId(new Set([...taken, ...reserved]), node.id.replace(/_\d+$/, ""))
      : node.id;
    taken.add(id);
    ids.set(node.id, id);
  }
  return ids;
}

/** Adds the clip's nodes under free ids, moved by `offset`; references between them follow, in expressions and templates too. */
export const paste: Command<{
  readonly clip: Clip;
  readonly offset: Point;
  readonly taken?: ReadonlySet<string>;
  /** They say which texts are templates; of a node of another type only what is in braces follows. */
  readonly nodeTypes?: NodeTypes;
}> = {
  title: (_document, { clip: { nodes } }) =>
    nodes.length === 1 ? `Insert “${nodes[0]?.name ?? ""}”` : `Insert ${nodes.length} nodes`,
  apply: (document, { clip, offset, taken, nodeTypes }) => {
    const ids = pastedIds(document, clip, taken);
    const nodes = clip.nodes.map((node) => ({
      ...withNames(node, nodeTypes, ids),
      position: { x: node.position.x + offset.x, y: node.position.y + offset.y },
    }));
    const edges = clip.edges.map(({ from, to }) => ({
      from: { node: ids.get(from.node) ?? from.node, port: from.port },
      to: { node: ids.get(to.node) ?? to.node },
    }));
    return { ...document, nodes: [...document.nodes, ...nodes], edges: [...document.edges, ...edges] };
  },
};
