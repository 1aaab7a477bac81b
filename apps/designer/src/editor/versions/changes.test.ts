import { emptyDocument } from "@throughline/flow";
import type { DocumentNode, FlowDocument } from "@throughline/flow";
import { expect, it } from "vitest";
import { changesBetween } from "./changes.ts";

const node = (id: string, name: string, config: DocumentNode["config"] = {}): DocumentNode => ({
  id,
  type: "exit",
  typeVersion: 1,
  name,
  config,
  position: { x: 0, y: 0 },
});
const drawing: FlowDocument = {
  ...emptyDocument("cart", "Cart"),
  nodes: [node("a", "Start"), node("b", "Wait", { limit: 1 }), node("c", "End")],
  edges: [{ from: { node: "a", port: "next" }, to: { node: "b" } }],
};

it("the same drawing has no changes, in whatever order its keys and connections stand", () => {
  expect(changesBetween(drawing, structuredClone(drawing))).toEqual([]);
  expect(changesBetween(drawing, { ...drawing, edges: drawing.edges.toReversed() })).toEqual([]);
});

it("names the nodes that were added, removed, changed and renamed", () => {
  const after = {
    ...drawing,
    nodes: [node("a", "Begin"), node("b", "Wait", { limit: 2 }), node("d", "Ask")],
  };
  expect(changesBetween(drawing, after)).toEqual([
    "Added “Ask”",
    "Removed “End”",
    "Changed “Wait”",
    "Renamed “Start” to “Begin”",
  ]);
});

it("tells connections, settings and the mere look apart", () => {
  expect(changesBetween(drawing, { ...drawing, edges: [] })).toEqual(["Changed connections"]);
  const settings = { ...drawing.settings, timeZone: "Asia/Tokyo" };
  expect(changesBetween(drawing, { ...drawing, settings })).toEqual(["Changed the settings of the flow"]);
  const moved = drawing.nodes.map((one) => ({ ...one, position: { x: 5, y: 5 } }));
  expect(changesBetween(drawing, { ...drawing, nodes: moved })).toEqual([
    "Changed the layout or notes, which changes no run",
  ]);
});
