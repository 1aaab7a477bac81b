// Walks over parsed CEL: what an expression refers to, and what it may not use.
import type { ASTNode } from "@marcbachmann/cel-js";
import { closest } from "../names.ts";
import { impliedReferences } from "./clock-use.ts";
import { FUNCTIONS_BY_NAME } from "./functions.ts";

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

/** What stands after a dot and is no function: it names a value for its last part. */
export const MACROS: ReadonlySet<string> = new Set([...BINDING_MACROS, "bind"]);
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
  found.push(...impliedReferences(node));
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

/** Marks our form of a function for the checker; the library's own cannot be replaced under its name. */
export const OURS = "_";

/** Names as the analyst wrote them. */
export function withoutMarks(message: string): string {
  return message.replaceAll(/([A-Za-z])_\(/g, "$1(");
}

/** What other forms of CEL offer and this one does not, with what to write in its place. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  matches: "matches() is not offered; use contains, startsWith or endsWith",
  bytes: "bytes() is not offered; values are those of JSON, write text",
  uint: "uint() is not offered; there is one kind of number, write double()",
  type: "type() is not offered; string() and double() take text and numbers alike",
  not: "write ! in the place of not",
};

/** What other languages call it, in small letters, and how it is written here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  includes: "contains(…)",
  tolowercase: "lowerAscii()",
  tolower: "lowerAscii()",
  lower: "text.lowerAscii()",
  touppercase: "upperAscii()",
  toupper: "upperAscii()",
  upper: "text.upperAscii()",
  strip: "trim()",
  length: "size(…)",
  len: "size(…)",
  count: "size(…)",
  isempty: "size(…) == 0",
  number: "double(…)",
  parsefloat: "double(…)",
  parseint: "int(…)",
  tostring: "string(…)",
  str: "string(…)",
  date: "timestamp(…)",
  datetime: "timestamp(…)",
  exists: "has(trigger.data.field)",
  isset: "has(trigger.data.field)",
  defined: "has(trigger.data.field)",
  some: "exists(x, condition)",
  any: "exists(x, condition)",
  every: "all(x, condition)",
  find: "filter(x, condition)[0]",
  first: "list[0]",
  if: "condition ? one : other",
  iif: "condition ? one : other",
};

/**
 * The first use of what the language has not, or forbids: regular expressions can run for minutes, and a number beyond 2^53 is not the one that is written.
 */
export function findRefusal(node: ASTNode): Refusal | null {
  const message = refusalOf(node);
  if (message !== null) return { message, offset: node.range.start, endOffset: node.range.end };
  for (const child of childrenOf(node)) {
    const refusal = findRefusal(child);
    if (refusal !== null) return refusal;
  }
  return null;
}

function refusalOf(node: ASTNode): string | null {
  if (node.op === "value") return literalProblem(node.args);
  if (node.op === "map") return namesProblem(node.args);
  if (node.op === "call") return callProblem(node.args[0], node.args[1], null);
  if (node.op === "rcall") return callProblem(node.args[0], node.args[2], node.args[1]);
  return null;
}

function literalProblem(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "bigint") {
    if (value <= Number.MAX_SAFE_INTEGER) return null;
    return "this number is beyond 9007199254740991 (2^53 - 1), up to where numbers are exact; write an id as text, in quotes";
  }
  if (typeof value !== "object" || value === null) return null;
  // The library's whole number without a sign has a value, its bytes have none.
  return "value" in value
    ? "a number is written without u"
    : "bytes are not offered; values are those of JSON, write text without b";
}

/** Two values for one name: the one that is lost was meant too. */
function namesProblem(entries: readonly (readonly ASTNode[])[]): string | null {
  const names = entries.flatMap(([key]) => (key?.op === "value" ? [String(key.args)] : []));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `the field ${twice} stands twice in { }`;
}

function callProblem(name: string, args: readonly ASTNode[], receiver: ASTNode | null): string | null {
  const refused = Object.hasOwn(NOT_OFFERED, name) ? NOT_OFFERED[name] : undefined;
  if (refused !== undefined) return refused;
  if (receiver === null && name === "has") {
    const [field] = args;
    if (args.length === 1 && field !== undefined && isFieldChain(field)) return null;
    return "has() asks for a field by its names: has(trigger.data.total), has(trigger.data['a name']), has(trigger.data.items[0].sku)";
  }
  if (receiver !== null && MACROS.has(name)) return null;
  if (!FUNCTIONS_BY_NAME.has(name)) {
    const said = Object.hasOwn(ELSEWHERE, name.toLowerCase()) ? ELSEWHERE[name.toLowerCase()] : undefined;
    if (said !== undefined) return `there is no function ${name}(), write ${said}`;
    const meant = closest(name, [...FUNCTIONS_BY_NAME.keys(), ...BINDING_MACROS, "has"]);
    return `there is no function ${name}()${meant === null ? "" : `, did you mean ${meant}()`}`;
  }
  return null;
}

/** A name and what is inside: names behind dots, written names and places in brackets. */
function isFieldChain(node: ASTNode): boolean {
  if (node.op !== "." && node.op !== "[]") return false;
  const [before, inner] = node.args;
  const isWritten =
    typeof inner === "string" || (inner.op === "value" && /string|number|bigint/.test(typeof inner.args));
  return isWritten && (before.op === "id" || isFieldChain(before));
}

/** The largest parts that read nothing: what they give is known before anything happens. */
export function findConstants(node: ASTNode): readonly ASTNode[] {
  if (node.op === "value" || node.op === "id") return [];
  if (!readsNames(node)) return [node];
  return childrenOf(node).flatMap(findConstants);
}

function readsNames(node: ASTNode): boolean {
  return node.op === "id" || impliedReferences(node).length > 0 || childrenOf(node).some(readsNames);
}

/** A tree's nodes, the tree itself first. */
export function nodesOf(node: ASTNode): readonly ASTNode[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
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
