import type { NodeChange } from "@xyflow/react";
import { expect, it } from "vitest";
import type { DrawnNode } from "./drawn.ts";
import { hold, nothingHeld, withHeld } from "./held.ts";
import type { Held, ShownCache } from "./held.ts";

const note = (id: string): DrawnNode => ({
  id,
  type: "note",
  position: { x: 0, y: 0 },
  data: { note: { id, text: "", position: { x: 0, y: 0 } } },
});
const drawn = [note("a"), note("b")];
const move = (id: string, x: number, dragging: boolean): NodeChange<DrawnNode> => ({
  id,
  type: "position",
  position: { x, y: 0 },
  dragging,
});

function showing() {
  const cache: ShownCache = new Map();
  return (held: Held, selected: readonly string[] = []) =>
    withHeld({ drawn, held, selected: new Set(selected), cache });
}

it("what is dragged is where the pointer has it, until it is let go", () => {
  const show = showing();
  const dragged = hold(hold(nothingHeld, [move("a", 10, true)]), [move("a", 20, true)]);
  expect(show(dragged)[0]).toMatchObject({ position: { x: 20, y: 0 }, dragging: true });
  const dropped = hold(dragged, [move("a", 20, false)]);
  expect(show(dropped)[0]?.position).toEqual({ x: 0, y: 0 });
  expect(show(dropped)[0]?.dragging).toBeUndefined();
});

it("what React Flow says about something else leaves sizes and drags the same objects", () => {
  const held = hold(nothingHeld, [{ id: "a", type: "dimensions", dimensions: { width: 256, height: 90 } }]);
  expect(hold(held, [move("a", 10, true)]).sizes).toBe(held.sizes);
  const chosen = hold(held, [{ id: "a", type: "select", selected: true }]);
  expect(chosen).toEqual(held);
  expect(chosen.sizes).toBe(held.sizes);
  expect(chosen.dragged).toBe(held.dragged);
});

it("only what is measured, dragged or chosen is shown as another object", () => {
  const show = showing();
  const [a, b] = show(nothingHeld);
  expect(show(nothingHeld)).toEqual([a, b]);
  const [moved, still] = show(hold(nothingHeld, [move("a", 10, true)]));
  expect(moved).not.toBe(a);
  expect(still).toBe(b);
  const [, chosen] = show(nothingHeld, ["b"]);
  expect(chosen).toMatchObject({ id: "b", selected: true });
});

it("a card that turned out larger has its ports further down", () => {
  const step: DrawnNode = {
    id: "s",
    type: "step",
    position: { x: 0, y: 0 },
    measured: { width: 256, height: 83 },
    data: {
      node: { id: "s", type: "any", typeVersion: 1, name: "S", config: {}, position: { x: 0, y: 0 } },
      nodeType: undefined,
      summary: "",
      ports: ["next"],
      connected: [],
      problems: [],
      overlay: undefined,
    },
  };
  const sizes = new Map([["s", { width: 256, height: 120 }]]);
  const [shown] = withHeld({
    drawn: [step],
    held: { ...nothingHeld, sizes },
    selected: new Set(),
    cache: new Map(),
  });
  expect(shown?.measured?.height).toBe(120);
  expect(shown?.handles?.find(({ id }) => id === "next")?.y).toBeGreaterThan(100);
});
