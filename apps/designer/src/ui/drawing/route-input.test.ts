import { emptyDocument } from "@throughline/flow";
import { expect, it } from "vitest";
import { toDrawnNodes } from "./drawn.ts";
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
const sizes = new Map();
const before = routeInput({ edges: document.edges, drawn, sizes }, noRouteInput);
const drawnAs = (changes: Partial<typeof document>) =>
  toDrawnNodes({ document: { ...document, ...changes }, nodeTypes, cache: new Map() });

it("lines keep their ways while a field is typed in", () => {
  const typed = drawnAs({ nodes: document.nodes.map((node) => ({ ...node, note: "Longer" })) });
  expect(typed).not.toEqual(drawn);
  expect(routeInput({ edges: [...document.edges], drawn: typed, sizes }, before)).toBe(before);
});

it("lines are led anew when a node grows, is somewhere else, or leads somewhere else", () => {
  const grown = new Map([["a", { width: 256, height: 60 }]]);
  expect(routeInput({ edges: [], drawn, sizes: grown }, before).boxes.get("a")?.height).toBe(60);
  const moved = drawnAs({ nodes: document.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })) });
  expect(routeInput({ edges: [], drawn: moved, sizes }, before).boxes.get("a")?.x).toBe(0);
  const edges = [{ from: { node: "a", port: "next" }, to: { node: "b" } }];
  expect(routeInput({ edges, drawn, sizes }, before).lines).toHaveLength(1);
});
