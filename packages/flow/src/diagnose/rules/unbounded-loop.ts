import { documentRule } from "../rule.ts";

/** A circle of edges: nothing bounds how often a run would go round. One finding per circle, at its first node. */
export const unboundedLoop = documentRule(({ document, graph }) => {
  const told: string[] = [];
  return document.nodes.flatMap(({ id, name }) => {
    if (!graph.isBefore(id, id)) return [];
    const isTold = told.some((other) => graph.isBefore(other, id) && graph.isBefore(id, other));
    if (isTold) return [];
    told.push(id);
    const message = `"${name}" is in a circle, so a run could go round for ever: delete the line that leads back.`;
    return [{ severity: "error", code: "unbounded-loop", message, node: id }];
  });
});
