import { portTitle } from "../../port-title.ts";
import { documentRule } from "../rule.ts";

/** A port that leads nowhere: the run ends there with an outcome of its own. */
export const openPort = documentRule(({ nodes, graph }) =>
  nodes.flatMap(({ node, nodeType, ports }) => {
    const connected = new Set(graph.linesFrom(node.id).map(({ from }) => from.port));
    return [...new Set(ports)]
      .filter((port) => !connected.has(port))
      .map((port) => ({
        severity: "warning" as const,
        code: "open-port",
        message: `Nothing follows "${node.name}" when it leaves by "${portTitle(node, nodeType, port)}": the run ends there as "${node.id}.${port}". Connect it, to an end with a name for instance.`,
        node: node.id,
      }));
  }),
);
