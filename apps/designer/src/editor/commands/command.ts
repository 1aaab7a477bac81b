// What an undoable change is: a pure function from a document and arguments to a document, and what it is called.
import type { FlowDocument } from "@throughline/flow";

/** A change that can be undone. */
export interface Command<Args> {
  /** What it does to this document, as undo and redo name it: `Connect “Wait” to “Mail”`. */
  readonly title: (document: FlowDocument, args: Args) => string;
  /** Returns the changed document, or the very same object when there is nothing to change. Never changes its input. */
  readonly apply: (document: FlowDocument, args: Args) => FlowDocument;
}

/** One place an edge leaves from. */
export interface PortRef {
  readonly node: string;
  readonly port: string;
}

/** A node id that is free in the document, made from a node type's key: `ask-twice` → `ask_twice`, `ask_twice_2` … */
export function freeNodeId(taken: ReadonlySet<string>, type: string): string {
  const stem =
    type
      .replaceAll(/[^a-z0-9]+/g, "_")
      .replace(/^[^a-z]+/, "")
      .slice(0, 50) || "node";
  if (!taken.has(stem)) return stem;
  let count = 2;
  while (taken.has(`${stem}_${count}`)) count += 1;
  return `${stem}_${count}`;
}

/** A node in a title: its name between quotes, or its id when it is not there. */
export function calledNode({ nodes }: FlowDocument, id: string): string {
  return `“${nodes.find((node) => node.id === id)?.name ?? id}”`;
}

/** Some nodes and notes in a title: the one by its name, more of them by their number. */
export function calledItems(document: FlowDocument, ids: readonly string[]): string {
  const [first] = ids;
  if (first === undefined || ids.length > 1) return `${ids.length} items`;
  return document.notes.some(({ id }) => id === first) ? "a note" : calledNode(document, first);
}
