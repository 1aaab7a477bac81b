import type { FlowDocument } from "../document/schema.ts";
import { nodeTypeKey } from "../node-type.ts";
import type { NodeTypes } from "../node-type.ts";

/** Nodes that a trigger leads to, triggers included. */
export function reachableNodes(document: FlowDocument, nodeTypes: NodeTypes): ReadonlySet<string> {
  const following = new Map<string, string[]>();
  const follow = (from: string, to: string): void => {
    following.set(from, [...(following.get(from) ?? []), to]);
  };
  for (const { from, to } of document.edges) follow(from.node, to.node);
  const triggers = document.nodes.filter(
    ({ type, typeVersion }) => nodeTypes.get(nodeTypeKey(type, typeVersion))?.instruction === "trigger",
  );
  const reached = new Set<string>();
  const next = triggers.map(({ id }) => id);
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    next.push(...(following.get(id) ?? []));
  }
  return reached;
}
