import { emptyDocument } from "@throughline/flow";
import type { DocumentNode, FlowDocument } from "@throughline/flow";
import fc from "fast-check";
import { expect, it } from "vitest";
import { boxOfNode, NODE_HEIGHT, NODE_WIDTH } from "../ui/drawing/node-size.ts";
import type { Box } from "../ui/drawing/node-size.ts";
import { noteSize, placeAfter, placeFree } from "./place-free.ts";

const point = fc.record({ x: fc.integer({ min: -400, max: 400 }), y: fc.integer({ min: -400, max: 400 }) });

function draw(nodes: readonly { x: number; y: number }[], notes: readonly { x: number; y: number }[] = []) {
  const document: FlowDocument = {
    ...emptyDocument("cart", "Cart"),
    nodes: nodes.map((position, index): DocumentNode => ({
      id: `n${index}`,
      type: "any",
      typeVersion: 1,
      name: "N",
      config: {},
      position,
    })),
    notes: notes.map((position, index) => ({ id: `note-${index}`, text: "", position, size: noteSize })),
  };
  return document;
}

it("a new node lies on nothing, wherever it is wanted", () => {
  fc.assert(
    fc.property(
      fc.array(point, { maxLength: 12 }),
      fc.array(point, { maxLength: 3 }),
      point,
      (nodes, notes, at) => {
        const document = draw(nodes, notes);
        const place = { ...placeFree(document, at), width: NODE_WIDTH, height: NODE_HEIGHT };
        const taken = [
          ...document.nodes.map(boxOfNode),
          ...document.notes.map(({ position }) => ({ ...noteSize, ...position })),
        ];
        expect(taken.filter((box) => overlaps(box, place))).toEqual([]);
      },
    ),
  );
});

it("where there is room a node stays where it was wanted", () => {
  expect(placeFree(draw([{ x: 0, y: 0 }]), { x: 300, y: 5 })).toEqual({ x: 300, y: 0 });
});

it("what follows a node stands below it, and the next one beside that", () => {
  const document = draw([{ x: 0, y: 0 }]);
  const [first] = document.nodes;
  if (first === undefined) throw new Error("nothing was drawn");
  const only = { portIndex: 0, portCount: 1 };
  const place = placeAfter(document, first, only);
  expect(place.x).toBe(0);
  expect(place.y).toBeGreaterThan(NODE_HEIGHT);
  const next = placeAfter(draw([{ x: 0, y: 0 }, place]), first, only);
  expect(Math.abs(next.x)).toBeGreaterThanOrEqual(NODE_WIDTH);
  expect(next.y).toBe(place.y);
});

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
