import { portTitle } from "../../port-title.ts";
import type { Rule } from "../rule.ts";

/** A port that leads nowhere: the run ends there with an outcome of its own. */
export const openPort: Rule = ({ document, nodes }) => {
  const connected = new Set(document.edges.map(({ from }) => `${from.node}.${from.port}`));
  return nodes.flatMap(({ node, nodeType, ports }) =>
    ports
      .filter((port) => !connected.has(`${node.id}.${port}`))
      .map((port) => ({
        severity: "warning" as const,
        code: "open-port",
        message: `Nothing follows "${node.name}" when it leaves by "${portTitle(node, nodeType, port)}": the run ends there as "${node.id}.${port}". Connect it, to an end with a name for instance.`,
        node: node.id,
      })),
  );
};
