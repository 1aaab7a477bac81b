import type { DocumentNode } from "@throughline/flow";
import { calledNode } from "./command.ts";
import type { Command } from "./command.ts";

/** What may be changed of a node in place; an undefined value removes an optional field. */
export type NodeChanges = {
  readonly [Key in keyof Omit<DocumentNode, "id" | "type">]?: DocumentNode[Key] | undefined;
};

/**
 * Changes fields of a node. `ports` says how its ports were called before and after: connections follow a renamed
 * port and go with a removed one.
 */
export const setNode: Command<{
  readonly id: string;
  readonly changes: NodeChanges;
  readonly ports?: { readonly before: readonly string[]; readonly after: readonly string[] };
}> = {
  title: (document, { id, changes }) =>
    `${changes.name === undefined ? "Change" : "Rename"} ${calledNode(document, id)}`,
  apply: (document, { id, changes, ports }) => {
    const nodes = document.nodes.map((node) => (node.id === id ? withChanges(node, changes) : node));
    if (nodes.every((node, index) => node === document.nodes[index])) return document;
    if (ports === undefined) return { ...document, nodes };
    const renamed = renamedPort(ports.before, ports.after);
    const edges = document.edges.flatMap((edge) => {
      if (
        edge.from.node !== id ||
        ports.after.includes(edge.from.port) ||
        !ports.before.includes(edge.from.port)
      )
        return [edge];
      return renamed !== null && renamed.from === edge.from.port
        ? [{ ...edge, from: { node: id, port: renamed.to } }]
        : [];
    });
    return { ...document, nodes, edges };
  },
};

function withChanges(node: DocumentNode, changes: NodeChanges): DocumentNode {
  const next: Record<string, unknown> = { ...node };
  let hasChange = false;
  for (const [key, value] of Object.entries(changes)) {
    if (next[key] === value) continue;
    hasChange = true;
    if (value === undefined) delete next[key];
    else next[key] = value;
  }
  return hasChange ? (next as DocumentNode) : node; // the keys are those of NodeChanges
}

function renamedPort(
  before: readonly string[],
  after: readonly string[],
): { readonly from: string; readonly to: string } | null {
  const gone = before.filter((port) => !after.includes(port));
  const come = after.filter((port) => !before.includes(port));
  const [from] = gone;
  const [to] = come;
  return gone.length === 1 && come.length === 1 && from !== undefined && to !== undefined
    ? { from, to }
    : null;
}
