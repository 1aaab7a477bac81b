// What an undoable change is: a pure function from a document and arguments to a document.
import type { FlowDocument } from "@throughline/flow";

/** Returns the changed document, or the very same object when there is nothing to change. Never changes its input. */
export type Command<Args> = (document: FlowDocument, args: Args) => FlowDocument;

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
