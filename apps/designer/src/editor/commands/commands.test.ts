import { emptyDocument } from "@throughline/flow";
import type { DocumentNode, FlowDocument } from "@throughline/flow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDocumentStore } from "../document-store.ts";
import { addNode } from "./add-node.ts";
import { align } from "./align.ts";
import type { Command } from "./command.ts";
import { freeNodeId } from "./command.ts";
import { connect } from "./connect.ts";
import { layOut } from "./lay-out.ts";
import { move } from "./move.ts";
import { parseClip, paste, toClip } from "./paste.ts";
import { putNote } from "./put-note.ts";
import { reconnect } from "./reconnect.ts";
import { remove } from "./remove.ts";
import { setFlow } from "./set-flow.ts";
import { setNode } from "./set-node.ts";
import { takeDrawing } from "./take-drawing.ts";

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

type Change = (document: FlowDocument) => FlowDocument;
const change = <Args>(command: Command<Args>, args: fc.Arbitrary<Args>): fc.Arbitrary<Change> =>
  args.map((value) => (document: FlowDocument) => command(document, value));

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  change(
    addNode,
    fc.record({
      node: fc.tuple(id, point).map(([name, at]) => node(name, at)),
      after: fc.option(fc.record({ node: id, port }), { nil: undefined }),
    }),
  ),
  change(connect, fc.record({ from: fc.record({ node: id, port }), to: id })),
  change(
    remove,
    fc.record({
      nodes: fc.array(id, { maxLength: 2 }),
      edges: fc.array(fc.record({ node: id, port }), { maxLength: 2 }),
    }),
  ),
  change(
    reconnect,
    fc.record({ old: fc.record({ node: id, port }), from: fc.record({ node: id, port }), to: id }),
  ),
  change(move, fc.record({ to: fc.dictionary(id, point) })),
  change(
    align,
    fc.record({
      nodes: fc.array(id),
      how: fc.constantFrom(
        "column" as const,
        "row" as const,
        "spread-down" as const,
        "spread-across" as const,
      ),
    }),
  ),
  change(setNode, fc.record({ id, changes: fc.record({ name: fc.constantFrom("x", "y") }) })),
  change(setFlow, fc.record({ name: fc.constantFrom("One", "Two", "") })),
  change(putNote, fc.record({ note: point.map((position) => ({ id: "note-1", text: "look", position })) })),
  change(
    takeDrawing,
    fc.constantFrom("Old", "Older").map((name) => ({ drawing: emptyDocument("cart", name) })),
  ),
  change(layOut, fc.constant({ ports: {} })),
  change(
    paste,
    fc.record({
      clip: id.map((name) => ({ throughline: "nodes" as const, nodes: [node(name)], edges: [] })),
      offset: point,
    }),
  ),
);

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

describe("every command", () => {
  it("leaves the document it was given as it was, and undo brings it back; redo repeats it", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 15 }), (changes) => {
        const start = deepFreeze(emptyDocument("cart", "Cart"));
        const store = createDocumentStore({ document: start, revision: 1, nodeTypes: new Map() });
        const seen: FlowDocument[] = [start];
        for (const apply of changes) {
          store.getState().run((document: FlowDocument) => deepFreeze(apply(document)), undefined);
          const now = store.getState().document;
          if (now !== seen.at(-1)) seen.push(now);
        }
        for (const before of seen.slice(0, -1).toReversed()) {
          store.getState().undo();
          expect(store.getState().document).toBe(before);
        }
        for (const after of seen.slice(1)) {
          store.getState().redo();
          expect(store.getState().document).toBe(after);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("never draws two connections from one port and never repeats an id", () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 20 }), (changes) => {
        const end = changes.reduce((document, apply) => apply(document), emptyDocument("cart", "Cart"));
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
    const pasted = paste(two, { clip: read, offset: { x: 40, y: 40 } });
    expect(pasted.nodes.map((item) => item.id)).toEqual(["a", "b", "a_2", "b_2"]);
    expect(pasted.edges.at(-1)).toEqual({ from: { node: "a_2", port: "timeout" }, to: { node: "b_2" } });
    expect(pasted.nodes[2]?.config).toEqual({ after: "{{ steps.a_2.port }}" });
  });

  it("refuses text that is something else", () => {
    expect(parseClip("hello")).toBeNull();
    expect(parseClip('{"throughline":"nodes","nodes":[{"id":"A b"}],"edges":[]}')).toBeNull();
  });
});

it("a version taken into the draft is one step of undo, and keeps the flow's key", () => {
  const store = createDocumentStore({ document: two, revision: 1, nodeTypes: new Map() });
  store.getState().run(takeDrawing, { drawing: { ...emptyDocument("old-key", "As it was"), notes: [] } });
  expect(store.getState().document).toMatchObject({ key: "cart", name: "As it was", nodes: [] });
  store.getState().undo();
  expect(store.getState().document).toBe(two);
});

describe("setNode()", () => {
  it("takes a connection along when its port gets another name", () => {
    const next = setNode(two, {
      id: "a",
      changes: { note: "x" },
      ports: { before: ["timeout"], after: ["late"] },
    });
    expect(next.edges).toEqual([{ from: { node: "a", port: "late" }, to: { node: "b" } }]);
  });

  it("drops the connection of a port that is gone", () => {
    expect(
      setNode(two, { id: "a", changes: { note: "x" }, ports: { before: ["timeout", "x"], after: ["x"] } })
        .edges,
    ).toEqual([]);
  });
});

describe("freeNodeId()", () => {
  it("makes an id that expressions can use and nobody has", () => {
    expect(freeNodeId(new Set(), "send-offer")).toBe("send_offer");
    expect(freeNodeId(new Set(["send_offer", "send_offer_2"]), "send-offer")).toBe("send_offer_3");
  });
});
