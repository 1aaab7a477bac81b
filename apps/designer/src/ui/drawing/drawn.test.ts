import { emptyDocument, toNodeTypes } from "@throughline/flow";
import type { Diagnostic, DocumentNode, FlowDocument, NodeType } from "@throughline/flow";
import { expect, it } from "vitest";
import { toDrawnEdges } from "./drawn-edges.ts";
import type { EdgeCache } from "./drawn-edges.ts";
import { toDrawnNodes } from "./drawn.ts";
import type { DrawingCache, DrawnNode } from "./drawn.ts";

const split: NodeType = {
  type: "split",
  version: 1,
  title: "Split",
  description: "",
  icon: "split",
  category: "logic",
  instruction: "split",
  config: {},
  output: {},
  sample: { config: {}, output: null },
};
const nodeTypes = toNodeTypes([split]);
const node = (id: string): DocumentNode => ({
  id,
  type: "split",
  typeVersion: 1,
  name: id,
  config: {},
  position: { x: 0, y: 0 },
});
const document: FlowDocument = {
  ...emptyDocument("cart", "Cart"),
  nodes: ["a", "b", "c"].map(node),
  edges: [
    { from: { node: "a", port: "else" }, to: { node: "b" } },
    { from: { node: "b", port: "else" }, to: { node: "c" } },
  ],
  notes: [{ id: "note", text: "Ask Ada", position: { x: 0, y: 0 } }],
};
const problem = (of: string): Diagnostic => ({
  code: "empty",
  severity: "error",
  message: "Empty",
  node: of,
});
const changedNode = (id: string, changes: Partial<DocumentNode>): FlowDocument => ({
  ...document,
  nodes: document.nodes.map((one) => (one.id === id ? { ...one, ...changes } : one)),
});

/** The ids of what is another object than before. */
function redrawn(before: readonly { readonly id: string }[], now: readonly { readonly id: string }[]) {
  return now.filter((one, index) => one !== before[index]).map(({ id }) => id);
}

function drawing() {
  const cache: DrawingCache = new Map();
  const draw = (args: Partial<Parameters<typeof toDrawnNodes>[0]> = {}): readonly DrawnNode[] =>
    toDrawnNodes({ document, nodeTypes, cache, ...args });
  return { draw, first: draw() };
}

it("a node is another object only when something about it changed", () => {
  const { draw, first } = drawing();
  expect(redrawn(first, draw({ document: { ...document, name: "Other" } }))).toEqual([]);
  expect(redrawn(first, draw({ document: changedNode("b", { name: "Decide" }) }))).toEqual(["b"]);
});

it("problems, overlays and connections draw the nodes they are about", () => {
  const problems = drawing();
  const found = new Map([["c", [problem("c")]]]);
  expect(redrawn(problems.first, problems.draw({ problems: found }))).toEqual(["c"]);
  // The same problem, found again.
  const again = problems.draw({ problems: found });
  expect(redrawn(again, problems.draw({ problems: new Map([["c", [problem("c")]]]) }))).toEqual([]);
  const overlays = drawing();
  expect(redrawn(overlays.first, overlays.draw({ overlays: new Map([["a", { visits: 2 }]]) }))).toEqual([
    "a",
  ]);
  const edges = drawing();
  expect(redrawn(edges.first, edges.draw({ document: { ...document, edges: [] } }))).toEqual(["a", "b"]);
});

it("a note is another object only when it was changed", () => {
  const { draw, first } = drawing();
  const notes = [{ id: "note", text: "Ask Bob", position: { x: 0, y: 0 } }];
  expect(redrawn(first, draw({ document: { ...document, notes } }))).toEqual(["note"]);
});

it("a node that gets ports has their places", () => {
  const { draw } = drawing();
  const branches = ["x", "y"].map((port) => ({ port, when: true }));
  const [a] = draw({ document: changedNode("a", { config: { branches } }) });
  expect(a?.handles?.map(({ id }) => id)).toEqual([null, "x", "y", "else"]);
});

function lines() {
  const cache: EdgeCache = new Map();
  const routes = new Map([
    [
      "a:else",
      [
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ],
    ],
  ]);
  const draw = (args: Partial<Parameters<typeof toDrawnEdges>[0]> = {}) =>
    toDrawnEdges({ document, nodeTypes, routes, cache, ...args });
  return { draw, first: draw() };
}

it("a line is another object only when it goes or looks otherwise", () => {
  const { draw, first } = lines();
  const sameWays = new Map([
    [
      "a:else",
      [
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ],
    ],
  ]);
  expect(redrawn(first, draw({ routes: sameWays }))).toEqual([]);
  expect(redrawn(first, draw({ chosen: new Set(["b:else"]) }))).toEqual(["b:else"]);
  const renamed = lines();
  expect(redrawn(renamed.first, renamed.draw({ document: changedNode("c", { name: "End" }) }))).toEqual([
    "b:else",
  ]);
});

it("the ends of the line under the pointer and of chosen ones can be taken, and no others", () => {
  const lines = toDrawnEdges({
    document,
    nodeTypes,
    routes: new Map(),
    cache: new Map(),
    pointed: "a:else",
  });
  expect(lines.map(({ id, reconnectable }) => [id, reconnectable])).toEqual([
    ["a:else", true],
    ["b:else", false],
  ]);
  const [, chosen] = toDrawnEdges({
    document,
    nodeTypes,
    routes: new Map(),
    cache: new Map(),
    chosen: new Set(["b:else"]),
  });
  expect(chosen?.reconnectable).toBe(true);
});

it("lines of a node that is dragged have no way until it is let go", () => {
  const { draw } = lines();
  expect(draw({ moving: new Set(["b"]) }).map(({ data }) => data?.route)).toEqual([[], []]);
  expect(draw()[0]?.data?.route).toHaveLength(2);
});

it("a run's way is emphasised, the rest steps back; a line says where it leads", () => {
  const { draw } = lines();
  const [taken, other] = draw({ overlays: new Map([["a", { leftBy: ["else"] }]]) });
  expect([taken?.className, other?.className]).toEqual(["tl-edge-taken", "tl-edge-quiet"]);
  expect(taken?.ariaLabel).toBe("From a, else, to b");
});

it("a line whose end is not drawn is left out", () => {
  const { draw } = lines();
  expect(draw({ document: { ...document, nodes: document.nodes.slice(1) } }).map(({ id }) => id)).toEqual([
    "b:else",
  ]);
});
