import type { ASTNode } from "@marcbachmann/cel-js";
import { childrenOf, findReferences } from "./syntax-tree.ts";

/** Chains of names that an expression reads without having asked for them; where they are missing it fails. */
export function findNeeded(ast: ASTNode): readonly (readonly string[])[] {
  const asked = askedFor(ast);
  const unique = new Map(findReferences(ast).map(({ path }) => [path.join("\u0000"), path]));
  return [...unique.values()].filter(
    (path) => !asked.some((one) => isWithin(one, path) || isWithin(path, one)),
  );
}

/** What is asked for anywhere: by `has()`, by `'name' in object`. */
function askedFor(node: ASTNode): readonly (readonly string[])[] {
  const inner = childrenOf(node).flatMap(askedFor);
  if (node.op === "call" && node.args[0] === "has") return [...inner, ...node.args[1].flatMap(pathsOf)];
  if (node.op !== "in") return inner;
  const [name, holder] = node.args;
  if (name.op !== "value" || typeof name.args !== "string") return inner;
  const field = name.args;
  return [...inner, ...pathsOf(holder).map((path) => [...path, field])];
}

function pathsOf(node: ASTNode): readonly (readonly string[])[] {
  return findReferences(node).map(({ path }) => path);
}

function isWithin(outer: readonly string[], inner: readonly string[]): boolean {
  return outer.every((name, index) => inner[index] === name);
}
