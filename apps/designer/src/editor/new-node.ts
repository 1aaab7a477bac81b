// Making a node for the drawing: its id and its first config.
import { portsOfNode } from "../ui/drawing/ports.ts";
import { nodeTypeKey } from "@throughline/flow";
import type { DocumentNode, FlowDocument, JsonObject, NodeType, NodeTypes } from "@throughline/flow";
import { freeNodeId } from "./commands/command.ts";
import type { PortRef } from "./commands/command.ts";
import type { Point } from "./commands/move.ts";

/** A node of a type with the defaults of its schema and one empty item in each required list, under an id not in `taken`. */
export function newNode(taken: ReadonlySet<string>, type: NodeType, position: Point): DocumentNode {
  return {
    id: freeNodeId(taken, type.type),
    type: type.type,
    typeVersion: type.version,
    name: type.title,
    config: startingConfig(type.config) as DocumentNode["config"], // defaults in a JSON Schema are JSON
    position: { x: Math.round(position.x / 20) * 20, y: Math.round(position.y / 20) * 20 },
  };
}

/** The first port of a node that leads nowhere yet. */
export function freePort(document: FlowDocument, node: DocumentNode, nodeTypes: NodeTypes): PortRef | null {
  const ports = portsOfNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)));
  const used = new Set(
    document.edges.filter(({ from }) => from.node === node.id).map(({ from }) => from.port),
  );
  const port = ports.find((one) => !used.has(one));
  return port === undefined ? null : { node: node.id, port };
}

function startingConfig(schema: JsonObject): Readonly<Record<string, unknown>> {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>; // a config schema is an object's
  const required = new Set(
    Array.isArray(schema["required"]) ? (schema["required"] as readonly string[]) : [],
  );
  const entries = Object.entries(properties).flatMap(([key, field]): [string, unknown][] => {
    if (field["default"] !== undefined) return [[key, field["default"]]];
    if (!required.has(key)) return [];
    if (field["type"] === "array" && Number(field["minItems"] ?? 0) > 0) {
      const items = field["items"] as JsonObject | undefined;
      return [[key, [items?.["type"] === "object" ? startingConfig(items) : ""]]];
    }
    return field["type"] === "object" ? [[key, startingConfig(field)]] : [];
  });
  return Object.fromEntries(entries);
}
