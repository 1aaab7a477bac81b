import fc from "fast-check";
import { expect, it } from "vitest";
import { margin, obstaclesOf } from "./obstacles.ts";

const coordinate = fc.integer({ min: -2_000, max: 2_000 });
const piece = fc
  .record({ x: coordinate, y: coordinate, to: coordinate, isAcross: fc.boolean() })
  .map(({ x, y, to, isAcross }) => [{ x, y }, isAcross ? { x: to, y } : { x, y: to }] as const);
const boxes = fc
  .array(
    fc.record({
      x: coordinate,
      y: coordinate,
      width: fc.constantFrom(220, 256, 700),
      height: fc.integer({ min: 1, max: 400 }),
    }),
    { maxLength: 30 },
  )
  .map((all) => new Map(all.map((box, index) => [String(index), box])));

it("a piece is free exactly when no box is too near, wherever the boxes are", () => {
  fc.assert(
    fc.property(boxes, piece, (all, [a, b]) => {
      const isTooNear = [...all.values()].some(
        (box) =>
          Math.max(a.x, b.x) > box.x - margin &&
          Math.min(a.x, b.x) < box.x + box.width + margin &&
          Math.max(a.y, b.y) > box.y - margin &&
          Math.min(a.y, b.y) < box.y + box.height + margin,
      );
      expect(obstaclesOf(all).isFree(a, b)).toBe(!isTooNear);
    }),
  );
});

it("the boxes that a line belongs to do not stand in its way", () => {
  const own = obstaclesOf(new Map([["a", { x: 0, y: 0, width: 256, height: 100 }]]));
  const [from, to] = [
    { x: 128, y: 100 },
    { x: 128, y: 200 },
  ];
  expect(own.isFree(from, to)).toBe(false);
  expect(own.isFree(from, to, (id) => id === "a")).toBe(true);
});

it("the sides between two heights are those of the boxes there, each once", () => {
  fc.assert(
    fc.property(boxes, coordinate, coordinate, (all, a, b) => {
      const [top, bottom] = [Math.min(a, b), Math.max(a, b)];
      const there = [...all.values()].filter(({ y, height }) => y < bottom && y + height > top);
      const expected = new Set(there.map(({ x, width }) => `${x} ${x + width}`));
      const found = obstaclesOf(all)
        .sidesBetween(top, bottom)
        .map(({ left, right }) => `${left} ${right}`);
      expect(found.toSorted()).toEqual([...expected].toSorted());
    }),
  );
});
