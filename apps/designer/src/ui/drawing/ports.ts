// The ways out of a node as drawn, and what they are called.
import type { DocumentNode, JsonObject, NodeType } from "@throughline/flow";

/** The ports of a drawn node, in order; with `failed` where the node leaves by it. Never throws on a half-filled config. */
export function portsOfNode(node: DocumentNode, nodeType: NodeType | undefined): readonly string[] {
  if (nodeType === undefined) return [];
  const ports = byInstruction(nodeType, { ...nodeType.preset, ...(node.config as JsonObject) });
  return node.onFailure === "port" && nodeType.instruction === "run" && !ports.includes("failed") ? [...ports, "failed"] : ports;
}

/** What a port is called on the drawing. */
export function portTitle(node: DocumentNode, nodeType: NodeType | undefined, port: string): string {
  const given = nodeType?.portTitles?.[port];
  if (given !== undefined) return given;
  if (nodeType?.instruction === "task") {
    const decisions = (node.config as { decisions?: unknown }).decisions;
    const found = list(decisions).find((decision) => decision["key"] === port)?.["label"];
    if (typeof found === "string" && found !== "") return found;
  }
  return port;
}

function byInstruction(nodeType: NodeType, config: JsonObject): readonly string[] {
  const words = (items: unknown, key: string): string[] =>
    list(items).flatMap((item) => (typeof item[key] === "string" && item[key] !== "" ? [item[key]] : []));
  const unique = (ports: readonly string[]): readonly string[] => [...new Set(ports)];
  switch (nodeType.instruction) {
    case "trigger":
      return ["next"];
    case "run":
      return nodeType.ports ?? ["next"];
    case "wait": {
      const events = words(config["events"], "port");
      return unique(config["timeout"] === undefined && events.length > 0 ? events : [...events, "timeout"]);
    }
    case "split":
      return config["weights"] === undefined ? unique([...words(config["branches"], "port"), "else"]) : unique(words(config["weights"], "port"));
    case "task":
      return unique([...words(config["decisions"], "key"), ...(config["due"] === undefined ? [] : ["overdue"])]);
    case "end":
      return [];
  }
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}
