import { portTitle } from "../../port-title.ts";
import { documentRule } from "../rule.ts";

/** A port that leads nowhere: the run ends there with an outcome of its own. */
export const openPort = documentRule(({ nodes, graph }) =>
  nodes.flatMap(({ node, nodeType, ports }) => {
    const lines = graph.linesFrom(node.id);
    return ports
      .filter((port, index) => ports.indexOf(port) === index && !lines.some(({ from }) => from.port === port))
      .map((port) => ({
        severity: "warning" as const,
        code: "open-port",
        message: `Nothing follows "${node.name}" when it leaves by "${portTitle(node, nodeType, port)}": the run ends there as "${node.id}.${port}". Connect it, to an end with a name for instance.`,
        node: node.id,
      }));
  }),
);
