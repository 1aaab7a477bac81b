import type { CheckedDocument, CheckedNode } from "../check/checked-document.ts";
import type { Diagnostic } from "../diagnostic.ts";

/** One rule: what it finds in a document, or in each of its nodes. Its code is the name of its file. */
export type Rule =
  | { readonly about: "document"; readonly find: (checked: CheckedDocument) => readonly Diagnostic[] }
  | { readonly about: "node"; readonly find: (checked: CheckedNode) => readonly Diagnostic[] };

/** A rule about the document as a whole: its lines, its settings, what leads where. */
export function documentRule(find: (checked: CheckedDocument) => readonly Diagnostic[]): Rule {
  return { about: "document", find };
}

/**
 * A rule about each node by itself. What it finds may depend on nothing but the checked node, and is kept as long as that
 * is.
 */
export function nodeRule(find: (checked: CheckedNode) => readonly Diagnostic[]): Rule {
  return { about: "node", find };
}

/** Works something out once for each checked node. */
export function oncePerNode<Value extends object>(
  work: (checked: CheckedNode) => Value,
): (checked: CheckedNode) => Value {
  const known = new WeakMap<CheckedNode, Value>();
  return (checked) => {
    const found = known.get(checked);
    if (found !== undefined) return found;
    const value = work(checked);
    known.set(checked, value);
    return value;
  };
}
