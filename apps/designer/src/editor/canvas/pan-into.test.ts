import { expect, it } from "vitest";
import { panInto } from "./pan-into.ts";

const window = { width: 800, height: 600 };
const box = (x: number, y: number) => ({ x, y, width: 256, height: 120 });

it("a node in view moves nothing", () => {
  const view = { x: 0, y: 0, zoom: 1 };
  expect(panInto(view, window, box(100, 100))).toBe(view);
});

it("a node off the screen is brought in by the shortest way", () => {
  expect(panInto({ x: 0, y: 0, zoom: 1 }, window, box(100, 700))).toEqual({ x: 0, y: -260, zoom: 1 });
  expect(panInto({ x: 0, y: 0, zoom: 1 }, window, box(-300, 100))).toEqual({ x: 340, y: 0, zoom: 1 });
  expect(panInto({ x: 0, y: 0, zoom: 0.5 }, window, box(1600, 100))).toEqual({ x: -168, y: 0, zoom: 0.5 });
});
