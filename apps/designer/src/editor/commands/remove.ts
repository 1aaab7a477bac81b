import { calledItems } from "./command.ts";
import type { Command, PortRef } from "./command.ts";

/** Removes nodes with their connections, single connections, and notes. */
export const remove: Command<{
  readonly nodes?: readonly string[];
  readonly edges?: readonly PortRef[];
  readonly notes?: readonly string[];
}> = {
  title: (document, { nodes = [], edges = [], notes = [] }) => {
    // What is chosen is named among the nodes and the notes alike; it is one of the two.
    const items = [...new Set([...nodes, ...notes])];
    if (items.length > 0) return `Delete ${calledItems(document, items)}`;
    return edges.length === 1 ? "Delete a connection" : `Delete ${edges.length} connections`;
  },
  apply: (document, { nodes = [], edges = [], notes = [] }) => {
    const gone = new Set(nodes);
    const goneNotes = new Set(notes);
    const isGone = (from: PortRef): boolean =>
      edges.some((edge) => edge.node === from.node && edge.port === from.port);
    const next = {
      ...document,
      nodes: document.nodes.filter(({ id }) => !gone.has(id)),
      edges: document.edges.filter(
        ({ from, to }) => !gone.has(from.node) && !gone.has(to.node) && !isGone(from),
      ),
      notes: document.notes.filter(({ id }) => !goneNotes.has(id)),
    };
    const isSame =
      next.nodes.length === document.nodes.length &&
      next.edges.length === document.edges.length &&
      next.notes.length === document.notes.length;
    return isSame ? document : next;
  },
};
