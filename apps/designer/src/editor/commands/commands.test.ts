import { emptyDocument } from "@throughline/flow";
import type { DocumentNode, FlowDocument } from "@throughline/flow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDocumentStore } from "../document-store.ts";
import type { DocumentStore } from "../document-store.ts";
import { freeNodeId } from "./command.ts";
import { commands } from "./index.ts";
import type { CommandArgs, CommandName } from "./index.ts";
import { paste, toClip } from "./paste.ts";
import { parseClip } from "./read-clip.ts";
import { setNode } from "./set-node.ts";

const id = fc.constantFrom("a", "b", "c", "d", "e");
const port = fc.constantFrom("next", "timeout", "else");
const point = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });

function node(nodeId: string, position = { x: 0, y: 0 }): DocumentNode {
  return {
    id: nodeId,
    type: "delay",
    typeVersion: 1,
    name: nodeId,
    config: { after: `{{ steps.${nodeId}.port }}` },
    position,
  };
}

/** Arguments of every command, for the laws below: a command without its line here does not compile. */
const anyArgs: { readonly [Name in CommandName]: fc.Arbitrary<CommandArgs<Name>> } = {
  "add-node": fc.record({
    node: fc.tuple(id, point).map(([name, at]) => node(name, at)),
    after: fc.option(fc.record({ node: id, port }), { nil: undefined }),
  }),
  align: fc.record({
    nodes: fc.array(id),
    how: fc.constantFrom("column", "row", "spread-down", "spread-across"),
  }),
  "call-node": fc.record({ id, to: id }),
  connect: fc.record({ from: fc.record({ node: id, port }), to: id }),
  "lay-out": fc.constant({ ports: {} }),
  move: fc.record({ to: fc.dictionary(id, point) }),
  paste: fc.record({
    clip: id.map((name) => ({ throughline: "nodes" as const, nodes: [node(name)], edges: [] })),
    offset: point,
  }),
  "put-note": fc.record({ note: point.map((position) => ({ id: "note-1", text: "look", position })) }),
  reconnect: fc.record({ old: fc.record({ node: id, port }), from: fc.record({ node: id, port }), to: id }),
  remove: fc.record({
    nodes: fc.array(id, { maxLength: 2 }),
    edges: fc.array(fc.record({ node: id, port }), { maxLength: 2 }),
    notes: fc.constantFrom([], ["note-1"]),
  }),
  "set-flow": fc.record({ name: fc.constantFrom("One", "Two", "") }),
  "set-node": fc.record({ id, changes: fc.record({ name: fc.constantFrom("x", "y") }) }),
  "take-drawing": fc.constantFrom("Old", "Older").map((name) => ({ drawing: emptyDocument("cart", name) })),
};

type Change = (store: DocumentStore) => void;
const changeBy = <Name extends CommandName>(name: Name): fc.Arbitrary<Change> =>
  anyArgs[name].map((args) => (store) => store.getState().run(name, args));
const anyChange = fc.oneof(...(Object.keys(commands) as CommandName[]).map(changeBy));

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

function open(document: FlowDocument): DocumentStore {
  return createDocumentStore({ document, revision: 1, nodeTypes: new Map() });
}

describe("every command", () => {
  it("leaves the document it was given as it was; undo brings it back, redo repeats it, and both say what", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 15 }), (changes) => {
        const start = deepFreeze(emptyDocument("cart", "Cart"));
        const store = open(start);
        const seen: FlowDocument[] = [start];
        const titles: string[] = [];
        for (const change of changes) {
          change(store);
          const { document, past } = store.getState();
          if (document === seen.at(-1)) continue;
          seen.push(deepFreeze(document));
          titles.push(past.at(-1)?.title ?? "");
        }
        expect(titles.filter((title) => title.trim() === "")).toEqual([]);
        for (const [index, title] of [...titles.entries()].toReversed()) {
          store.getState().undo();
          expect(store.getState().document).toBe(seen[index]);
          expect(store.getState().said).toBe(`Undid: ${title}`);
        }
        for (const [index, title] of titles.entries()) {
          store.getState().redo();
          expect(store.getState().document).toBe(seen[index + 1]);
          expect(store.getState().said).toBe(`Redid: ${title}`);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("never draws two connections from one port and never repeats an id", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 20 }), (changes) => {
        const store = open(emptyDocument("cart", "Cart"));
        for (const change of changes) change(store);
        const end = store.getState().document;
        const outs = end.edges.map(({ from }) => `${from.node}:${from.port}`);
        const ids = end.nodes.map((item) => item.id);
        expect(new Set(outs).size).toBe(outs.length);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 150 },
    );
  });
});

const two: FlowDocument = {
  ...emptyDocument("cart", "Cart"),
  nodes: [node("a"), node("b", { x: 0, y: 200 })],
  edges: [{ from: { node: "a", port: "timeout" }, to: { node: "b" } }],
};

describe("paste()", () => {
  it("gives copies free ids and keeps their connections and references among themselves", () => {
    const clip = toClip(two, ["a", "b"]);
    const text = JSON.stringify(clip);
    const read = parseClip(text);
    expect(read).toEqual(clip);
    if (read === null) return;
    const pasted = paste.apply(two, { clip: read, offset: { x: 40, y: 40 } });
    expect(pasted.nodes.map((item) => item.id)).toEqual(["a", "b", "a_2", "b_2"]);
    expect(pasted.edges.at(-1)).toEqual({ from: { node: "a_2", port: "timeout" }, to: { node: "b_2" } });
    expect(pasted.nodes[2]?.config).toEqual({ after: "{{ steps.a_2.port }}" });
  });

  it("follows references however they are written, and leaves what people wrote for people", () => {
    const said = "steps.a is where it begins";
    const config = { when: { $cel: "steps['a'].port == 'steps.a'" }, note: said };
    const clip = toClip({ ...two, nodes: [node("a"), { ...node("b"), config, note: said }] }, ["a", "b"]);
    if (clip === null) throw new Error("nothing was copied");
    const [, , , copy] = paste.apply(two, { clip, offset: { x: 0, y: 0 } }).nodes;
    expect(copy).toMatchObject({
      id: "b_2",
      note: said,
      config: { when: { $cel: "steps['a_2'].port == 'steps.a'" }, note: said },
    });
  });

  it("refuses text that is something else", () => {
    expect(parseClip("hello")).toBeNull();
    expect(parseClip('{"throughline":"nodes","nodes":[{"id":"A b"}],"edges":[]}')).toBeNull();
  });
});

it("a version taken into the draft is one step of undo, and keeps the flow's key", () => {
  const store = open(two);
  store.getState().run("take-drawing", { drawing: { ...emptyDocument("old-key", "As it was"), notes: [] } });
  expect(store.getState().document).toMatchObject({ key: "cart", name: "As it was", nodes: [] });
  store.getState().undo();
  expect(store.getState().document).toBe(two);
});

describe("setNode()", () => {
  it("takes a connection along when its port gets another name", () => {
    const next = setNode.apply(two, {
      id: "a",
      changes: { note: "x" },
      ports: { before: ["timeout"], after: ["late"] },
    });
    expect(next.edges).toEqual([{ from: { node: "a", port: "late" }, to: { node: "b" } }]);
  });

  it("drops the connection of a port that is gone", () => {
    expect(
      setNode.apply(two, {
        id: "a",
        changes: { note: "x" },
        ports: { before: ["timeout", "x"], after: ["x"] },
      }).edges,
    ).toEqual([]);
  });
});

it("a change is called by what it does to the nodes a person sees", () => {
  const named: FlowDocument = {
    ...two,
    nodes: two.nodes.map((item) => ({ ...item, name: item.id === "a" ? "Wait" : "Mail" })),
    notes: [{ id: "note-1", text: "look", position: { x: 0, y: 0 } }],
  };
  const titles: readonly string[] = [
    commands.connect.title(named, { from: { node: "a", port: "next" }, to: "b" }),
    commands.move.title(named, { to: { a: { x: 1, y: 1 } } }),
    commands.move.title(named, { to: { a: { x: 1, y: 1 }, b: { x: 1, y: 1 } } }),
    commands.remove.title(named, { nodes: ["b"], notes: ["b"], edges: [{ node: "a", port: "timeout" }] }),
    commands.remove.title(named, { nodes: ["note-1"], notes: ["note-1"] }),
    commands.remove.title(named, { edges: [{ node: "a", port: "timeout" }] }),
    commands["set-node"].title(named, { id: "a", changes: { name: "Wait a bit" } }),
    commands["set-node"].title(named, { id: "a", changes: { note: "x" } }),
  ];
  expect(titles).toEqual([
    "Connect “Wait” to “Mail”",
    "Move “Wait”",
    "Move 2 items",
    "Delete “Mail”",
    "Delete a note",
    "Delete a connection",
    "Rename “Wait”",
    "Change “Wait”",
  ]);
});

describe("freeNodeId()", () => {
  it("makes an id that expressions can use and nobody has", () => {
    expect(freeNodeId(new Set(), "send-offer")).toBe("send_offer");
    expect(freeNodeId(new Set(["send_offer", "send_offer_2"]), "send-offer")).toBe("send_offer_3");
  });
});
