import { emptyDocument } from "@throughline/flow";
import type { DocumentNode, NodeType } from "@throughline/flow";
import { expect, it } from "vitest";
import { boxOfNode } from "../ui/drawing/node-size.ts";
import { createDocumentStore } from "./document-store.ts";
import {
  addAfter,
  addAt,
  addNote,
  deleteSelection,
  duplicateSelection,
  moveConnection,
  refuseConnection,
} from "./edit-actions.ts";

const node = (id: string): DocumentNode => ({
  id,
  type: "any",
  typeVersion: 1,
  name: id,
  config: {},
  position: { x: 0, y: 0 },
});
const port = (of: string, name = "next") => ({ node: of, port: name });

/** a leads to b; c and d stand alone. */
function open() {
  return createDocumentStore({
    document: {
      ...emptyDocument("cart", "Cart"),
      nodes: ["a", "b", "c", "d"].map(node),
      edges: [{ from: port("a"), to: { node: "b" } }],
    },
    revision: 1,
    nodeTypes: new Map(),
  });
}

it("the end of a connection can be dragged to another node", () => {
  const store = open();
  expect(refuseConnection(store, port("a"), "c")).toMatch(/already leads on/);
  expect(refuseConnection(store, port("a"), "c", port("a"))).toBeNull();
  expect(moveConnection(store, port("a"), { from: port("a"), to: "c" })).toBeNull();
  expect(store.getState().document.edges).toEqual([{ from: port("a"), to: { node: "c" } }]);
});

it("dragging the start of a connection to another port is one step of undo", () => {
  const store = open();
  const before = store.getState().document;
  moveConnection(store, port("a"), { from: port("d", "late"), to: "b" });
  expect(store.getState().document.edges).toEqual([{ from: port("d", "late"), to: { node: "b" } }]);
  store.getState().undo();
  expect(store.getState().document).toBe(before);
});

it("a moved connection does not push another one aside", () => {
  const store = open();
  store.getState().run("connect", { from: port("c"), to: "d" });
  expect(moveConnection(store, port("a"), { from: port("c"), to: "b" })).toMatch(/already leads on/);
});

const mail: NodeType = {
  type: "mail",
  version: 1,
  title: "Mail",
  description: "",
  icon: "mail",
  category: "messages",
  instruction: "run",
  config: {},
  output: {},
  sample: { config: {}, output: null },
};

it("a new node does not take the id of a deleted one, nor one that an expression still names", () => {
  const store = open();
  const first = addAt(store, mail, { x: 0, y: 0 });
  deleteSelection(store);
  const second = addAt(store, mail, { x: 0, y: 0 });
  expect([first, second]).toEqual(["mail", "mail_2"]);
  store.getState().run("set-node", { id: "a", changes: { config: { text: "{{ steps.mail_3.port }}" } } });
  expect(addAt(store, mail, { x: 0, y: 0 })).toBe("mail_4");
  duplicateSelection(store);
  expect(store.getState().selection.nodes).toEqual(["mail_5"]);
});

it("what is added after a port, copied or dropped lies on nothing", () => {
  const store = createDocumentStore({
    document: { ...emptyDocument("cart", "Cart"), nodes: [node("a")] },
    revision: 1,
    nodeTypes: new Map(),
  });
  addAfter(store, mail, port("a"));
  addAfter(store, mail, port("a", "late"));
  addAt(store, mail, { x: 100, y: 10 });
  addNote(store, { x: 10, y: 10 });
  store.getState().select({ nodes: ["a", "mail"] });
  duplicateSelection(store);
  const { nodes, notes } = store.getState().document;
  const boxes = [
    ...nodes.map(boxOfNode),
    ...notes.map(({ position, size }) => ({ width: 220, height: 120, ...position, ...size })),
  ];
  expect(boxes).toHaveLength(7);
  for (const [index, a] of boxes.entries())
    for (const b of boxes.slice(index + 1))
      expect(
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
        JSON.stringify([a, b]),
      ).toBe(false);
});
