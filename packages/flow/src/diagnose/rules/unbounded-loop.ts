import type { Rule } from "../rule.ts";

/** A circle of edges: nothing bounds how often a run would go round. One finding per circle's first node. */
export const unboundedLoop: Rule = ({ document, before }) => {
  const told = new Set<string>();
  return document.nodes.flatMap(({ id, name }) => {
    const circle = before.get(id);
    if (circle === undefined || !circle.has(id) || told.has(id)) return [];
    const others = [...circle].filter((other) => before.get(other)?.has(id) === true);
    for (const other of others) told.add(other);
    const message = `"${name}" is in a circle, so a run could go round for ever: delete the line that leads back.`;
    return [{ severity: "error", code: "unbounded-loop", message, node: id }];
  });
};
