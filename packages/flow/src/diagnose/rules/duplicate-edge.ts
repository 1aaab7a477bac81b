import { documentRule } from "../rule.ts";

/** Two edges from one port. */
export const duplicateEdge = documentRule(({ document }) => {
  const seen = new Set<string>();
  return document.edges.flatMap(({ from }, index) => {
    const key = `${from.node}.${from.port}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const name = document.nodes.find(({ id }) => id === from.node)?.name ?? from.node;
    const message = `Two lines leave "${name}" by "${from.port}": keep one, a run can go only one way.`;
    return [{ severity: "error", code: "duplicate-edge", message, node: from.node, edge: index }];
  });
});
