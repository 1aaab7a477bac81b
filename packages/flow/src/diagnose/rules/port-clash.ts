import { nodeRule } from "../rule.ts";

/** Two ports of a node under one name: a line from it could mean either. */
export const portClash = nodeRule(({ node, ports }) => {
  const repeated = new Set(ports.filter((port, index) => ports.indexOf(port) !== index));
  return [...repeated].map((port) => ({
    severity: "error",
    code: "port-clash",
    message: `"${node.name}" has two ports called "${port}": give one of them another name.`,
    node: node.id,
  }));
});
