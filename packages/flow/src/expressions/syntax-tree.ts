// Walks over parsed CEL: what an expression refers to, and what it may not use.
import type { ASTNode } from "@marcbachmann/cel-js";

/** A chain of names that an expression reads, such as `trigger.data.total`, and where it stands in the text. */
export interface Reference {
  readonly path: readonly string[];
  readonly offset: number;
  readonly endOffset: number;
}

/** Something that the language does not allow, and where. */
export interface Refusal {
  readonly message: string;
  readonly offset: number;
  readonly endOffset: number;
}

const BINDING_MACROS = new Set(["all", "exists", "exists_one", "map", "filter"]);
const NO_NAMES: ReadonlySet<string> = new Set();

/** Every chain of names outside the variables that macros bind; each longest chain once per place. */
export function findReferences(ast: ASTNode): readonly Reference[] {
  const found: Reference[] = [];
  collect(ast, NO_NAMES, found);
  return found;
}

function collect(node: ASTNode, bound: ReadonlySet<string>, found: Reference[]): void {
  const path = chainOf(node);
  if (path !== null) {
    const [root = ""] = path;
    if (!bound.has(root)) found.push({ path, offset: node.range.start, endOffset: node.range.end });
    return;
  }
  if (node.op === "rcall") {
    const [method, receiver, args] = node.args;
    const isBind = method === "bind" && receiver.op === "id" && receiver.args === "cel";
    if (!isBind) collect(receiver, bound, found);
    const [first] = args;
    if ((isBind || BINDING_MACROS.has(method)) && first?.op === "id") {
      const inner = new Set(bound).add(first.args);
      for (const arg of args.slice(1)) collect(arg, inner, found);
      return;
    }
  }
  for (const child of childrenOf(node)) {
    if (node.op === "rcall" && child === node.args[1]) continue;
    collect(child, bound, found);
  }
}

/** `a.b["c"]` as names, or null for anything that is not a chain from a name. */
function chainOf(node: ASTNode): string[] | null {
  if (node.op === "id") return [node.args];
  if (node.op === "." || node.op === ".?") {
    const before = chainOf(node.args[0]);
    return before === null ? null : [...before, node.args[1]];
  }
  if (node.op === "[]" || node.op === "[?]") {
    const [list, index] = node.args;
    if (index.op !== "value" || typeof index.args !== "string") return null;
    const before = chainOf(list);
    return before === null ? null : [...before, index.args];
  }
  return null;
}

/** The first use of what the language forbids: regular expressions can run for minutes, zones change with tzdata. */
export function findRefusal(node: ASTNode): Refusal | null {
  if (node.op === "rcall" || node.op === "call") {
    const name = node.args[0];
    const where = { offset: node.range.start, endOffset: node.range.end };
    if (name === "matches") {
      return { message: "matches() is not offered; use contains, startsWith or endsWith", ...where };
    }
    if (node.op === "rcall" && /^get[A-Z]/.test(name) && node.args[2].length > 0) {
      return { message: `${name}() takes no time zone here; it reads UTC`, ...where };
    }
  }
  for (const child of childrenOf(node)) {
    const refusal = findRefusal(child);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** The nodes right below one. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === "value" || node.op === "id") return [];
  if (node.op === "." || node.op === ".?") return [node.args[0]];
  if (node.op === "call") return node.args[1];
  if (node.op === "rcall") return [node.args[1], ...node.args[2]];
  if (node.op === "map") return node.args.flat();
  if (node.op === "!_" || node.op === "-_") return [node.args];
  return node.args;
}
