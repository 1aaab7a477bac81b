import { documentRule } from "../rule.ts";

/** A node that no trigger leads to. It is left out of the plan, so it does not stop anyone from publishing. */
export const unreachableNode = documentRule(({ document, reachable }) =>
  document.nodes
    .filter(({ id }) => !reachable.has(id))
    .map(({ id, name }) => ({
      severity: "warning",
      code: "unreachable-node",
      message: `No run can get to "${name}": connect it to a node before it, or delete it.`,
      node: id,
    })),
);
