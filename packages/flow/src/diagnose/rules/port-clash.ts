import { loweringOf } from "../../instructions/lower.ts";
import type { Rule } from "../rule.ts";

/** Two ports of a node under one name: a line from it could mean either. */
export const portClash: Rule = ({ nodes }) =>
  nodes.flatMap(({ node, nodeType, config }) => {
    const ports = loweringOf(nodeType.instruction).ports(config, nodeType, node.onFailure ?? "park");
    const repeated = new Set(ports.filter((port, index) => ports.indexOf(port) !== index));
    return [...repeated].map((port) => ({
      severity: "error" as const,
      code: "port-clash",
      message: `"${node.name}" has two ports called "${port}": give one of them another name.`,
      node: node.id,
    }));
  });
