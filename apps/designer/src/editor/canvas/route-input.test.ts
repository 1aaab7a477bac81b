import { emptyDocument } from "@throughline/flow";
import { expect, it } from "vitest";
import { toDrawnNodes } from "../../ui/drawing/drawn.ts";
import { noRouteInput, routeInput } from "./route-input.ts";

const document = {
  ...emptyDocument("cart", "Cart"),
  nodes: [
    { id: "a", type: "any", typeVersion: 1, name: "A", config: {}, position: { x: 20, y: 40 } },
    { id: "b", type: "any", typeVersion: 1, name: "B", config: {}, position: { x: 20, y: 240 } },
  ],
};
const nodeTypes = new Map();
const drawn = toDrawnNodes({ document, nodeTypes, cache: new Map() });
const before = routeInput({ document, nodeTypes, drawn }, noRouteInput);

it("lines keep their ways while a node is dragged or a field is typed in", () => {
  const dragged = drawn.map((node) => ({ ...node, position: { x: 500, y: 500 }, dragging: true }));
  const typed = { ...document, nodes: document.nodes.map((node) => ({ ...node, name: "Longer" })) };
  expect(routeInput({ document: typed, nodeTypes, drawn: dragged }, before)).toBe(before);
});

it("lines are led anew when a node grows, is somewhere else, or leads somewhere else", () => {
  const grown = drawn.map((node) => ({ ...node, measured: { width: 256, height: 60 } }));
  expect(routeInput({ document, nodeTypes, drawn: grown }, before).boxes.get("a")?.height).toBe(60);
  const moved = { ...document, nodes: document.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })) };
  expect(routeInput({ document: moved, nodeTypes, drawn }, before).boxes.get("a")?.x).toBe(0);
  const led = { ...document, edges: [{ from: { node: "a", port: "next" }, to: { node: "b" } }] };
  expect(routeInput({ document: led, nodeTypes, drawn }, before).lines).toHaveLength(1);
});
