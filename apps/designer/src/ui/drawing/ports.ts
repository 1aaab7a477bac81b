// The ports of a node as drawn, and what they are called.
import { portsOf } from "@throughline/flow";
import type { DocumentNode, JsonObject, NodeType } from "@throughline/flow";

/** The ports of a drawn node, in order; with `failed` where the node leaves by it. Never throws on a half-filled config. */
export function portsOfNode(node: DocumentNode, nodeType: NodeType | undefined): readonly string[] {
  return nodeType === undefined ? [] : portsOf(nodeType, node.config as JsonObject, node.onFailure); // a config is JSON
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

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}
