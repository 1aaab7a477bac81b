// One kind of number, for the checker. CEL knows whole numbers beside doubles, which do not mix; JSON and analysts know
// only numbers. So literals become doubles, and calls mean our forms of functions, which take and give doubles.
import type { ASTNode } from "@marcbachmann/cel-js";
import { childrenOf, MACROS, OURS } from "./syntax-tree.ts";

/** Makes the whole numbers of a parsed expression doubles, in place: macros hold the same nodes a second time. */
export function writeDoubles(node: ASTNode, make: MakeNode): void {
  const place = node as { args: unknown };
  if (node.op === "value") {
    if (typeof node.args === "bigint") place.args = Number(node.args);
    return;
  }
  // The checker knows has() of names behind dots alone; what it gives is true or false in any case.
  if (node.op === "call" && node.args[0] === "has") {
    const [asked] = node.args[1];
    if (asked !== undefined && hasBrackets(asked)) node.args[1][0] = make.field(rootOf(asked));
    return;
  }
  if (node.op === "call") node.args[0] += OURS;
  if (node.op === "rcall" && !MACROS.has(node.args[0])) node.args[0] += OURS;
  const kept = keptWhole(node);
  for (const child of childrenOf(node)) {
    if (child.op !== "value" || !kept.includes(child)) writeDoubles(child, make);
  }
  if ((node.op === "[]" || node.op === "[?]") && node.args[1].op !== "value")
    node.args[1] = make.dyn(node.args[1]);
}

/** Nodes that an expression does not have and its check needs. */
export interface MakeNode {
  /** `dyn(…)` */
  dyn(value: ASTNode): ASTNode;
  /** `….y` */
  field(root: ASTNode): ASTNode;
}

function rootOf(node: ASTNode): ASTNode {
  const [before] = node.op === "." || node.op === "[]" ? node.args : [];
  return before === undefined ? node : rootOf(before);
}

function hasBrackets(node: ASTNode): boolean {
  return node.op === "[]" || childrenOf(node).some(hasBrackets);
}

/** A list is indexed and a map is keyed by whole numbers: such literals stay, and what is computed is not judged. */
function keptWhole(node: ASTNode): readonly ASTNode[] {
  if (node.op === "[]" || node.op === "[?]") return [node.args[1]];
  if (node.op === "map") return node.args.map(([key]) => key);
  return node.op === "in" && node.args[1].op === "map" ? [node.args[0]] : [];
}
