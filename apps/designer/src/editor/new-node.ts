// Making a node for the drawing: its id, its first config, its place.
import { NODE_HEIGHT, NODE_WIDTH } from "../ui/drawing/node-size.ts";
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

/** Where a new node goes that follows `after`: below it, beside what is already there. */
export function placeAfter(
  document: FlowDocument,
  after: DocumentNode,
  portIndex: number,
  portCount: number,
): Point {
  const shift = portCount < 2 ? 0 : (portIndex - (portCount - 1) / 2) * (NODE_WIDTH + 40);
  const place = { x: after.position.x + shift, y: after.position.y + NODE_HEIGHT + 64 };
  const isTaken = (x: number): boolean =>
    document.nodes.some(
      ({ position }) =>
        Math.abs(position.x - x) < NODE_WIDTH + 20 && Math.abs(position.y - place.y) < NODE_HEIGHT,
    );
  let step = 0;
  while (isTaken(place.x + step) && step < 4000) step = step <= 0 ? -step + NODE_WIDTH + 40 : -step;
  return { x: place.x + step, y: place.y };
}

/** The first port of a node that leads nowhere yet. */
export function freePort(
  document: FlowDocument,
  node: DocumentNode,
  nodeTypes: NodeTypes,
): (PortRef & { readonly index: number; readonly count: number }) | null {
  const ports = portsOfNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)));
  const used = new Set(
    document.edges.filter(({ from }) => from.node === node.id).map(({ from }) => from.port),
  );
  const index = ports.findIndex((port) => !used.has(port));
  const port = ports[index];
  return port === undefined ? null : { node: node.id, port, index, count: ports.length };
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
