// One kind of number, for the checker. CEL knows whole numbers beside doubles, which do not mix; JSON and analysts know
// only numbers. So literals become doubles, and calls mean our forms of functions, which take and give doubles.
import type { ASTNode } from "@marcbachmann/cel-js";
import { childrenOf, MACROS, OURS } from "./syntax-tree.ts";

/** Makes the whole numbers of a parsed expression doubles, in place: macros hold the same nodes a second time. */
export function writeDoubles(node: ASTNode, toDyn: (index: ASTNode) => ASTNode): void {
  const place = node as { args: unknown };
  if (node.op === "value") {
    if (typeof node.args === "bigint") place.args = Number(node.args);
    return;
  }
  if (node.op === "call" && node.args[0] !== "has") node.args[0] += OURS;
  if (node.op === "rcall" && !MACROS.has(node.args[0])) node.args[0] += OURS;
  const kept = keptWhole(node);
  for (const child of childrenOf(node)) {
    if (child.op !== "value" || !kept.includes(child)) writeDoubles(child, toDyn);
  }
  if ((node.op === "[]" || node.op === "[?]") && node.args[1].op !== "value")
    node.args[1] = toDyn(node.args[1]);
}

/** A list is indexed and a map is keyed by whole numbers: such literals stay, and what is computed is not judged. */
function keptWhole(node: ASTNode): readonly ASTNode[] {
  if (node.op === "[]" || node.op === "[?]") return [node.args[1]];
  if (node.op === "map") return node.args.map(([key]) => key);
  return node.op === "in" && node.args[1].op === "map" ? [node.args[0]] : [];
}
