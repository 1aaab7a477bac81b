import type { DocumentNode } from "./document/schema.ts";
import { portItems } from "./instructions/port-items.ts";
import type { JsonObject } from "./json.ts";
import type { NodeType } from "./node-type.ts";

/** What a port of a drawn node is called: as its type says, by a decision's button, as its config says, or by its own name. */
export function portTitle(node: DocumentNode, nodeType: NodeType | undefined, port: string): string {
  const given = nodeType?.portTitles?.[port];
  if (given !== undefined) return given;
  if (nodeType?.instruction === "task") {
    const { decisions } = node.config as { readonly decisions?: unknown }; // half-filled while it is drawn
    const label = list(decisions).find((decision) => decision["key"] === port)?.["label"];
    if (typeof label === "string" && label !== "") return label;
  }
  const places = nodeType?.ports?.filter((place) => typeof place !== "string") ?? [];
  const named = places.flatMap((place) => portItems(node.config as JsonObject, place)); // a config is JSON
  return named.find(({ name }) => name === port)?.title ?? port;
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}
