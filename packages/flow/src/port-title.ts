import type { DocumentNode } from "./document/schema.ts";
import type { NodeType } from "./node-type.ts";

/** What a port of a drawn node is called: as its type says, by a decision's button, or by its own name. */
export function portTitle(node: DocumentNode, nodeType: NodeType | undefined, port: string): string {
  const given = nodeType?.portTitles?.[port];
  if (given !== undefined) return given;
  if (nodeType?.instruction === "task") {
    const { decisions } = node.config as { readonly decisions?: unknown }; // half-filled while it is drawn
    const label = list(decisions).find((decision) => decision["key"] === port)?.["label"];
    if (typeof label === "string" && label !== "") return label;
  }
  return port;
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}
