import { nodeTypeKey } from "../../node-type.ts";
import { documentRule } from "../rule.ts";

/** A node whose type this installation does not have. */
export const unknownNodeType = documentRule(({ document, nodeTypes }) =>
  document.nodes
    .filter(({ type, typeVersion }) => !nodeTypes.has(nodeTypeKey(type, typeVersion)))
    .map(({ id, name, type, typeVersion }) => ({
      severity: "error",
      code: "unknown-node-type",
      message: `"${name}" is of type "${type}", version ${typeVersion}, which is not installed here: install it or replace the node.`,
      node: id,
    })),
);
