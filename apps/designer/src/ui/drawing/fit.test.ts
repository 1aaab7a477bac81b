import { expect, it } from "vitest";
import type { DrawnNode } from "./drawn.ts";
import { FIT, MIN_ZOOM, viewOfAll } from "./fit.ts";

const note = (id: string, x: number, y: number): DrawnNode => ({
  id,
  type: "note",
  position: { x, y },
  measured: { width: 200, height: 100 },
  data: { note: { id, text: "", position: { x, y } } },
});
const room = { width: 1_000, height: 500 };

it("everything is in view, in the middle", () => {
  const view = viewOfAll([note("a", -500, 0), note("b", 3_300, 900)], room);
  const { x, y, zoom } = view ?? { x: 0, y: 0, zoom: 0 };
  const left = -500 * zoom + x;
  const right = 3_500 * zoom + x;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeCloseTo(room.width - right);
  expect(y).toBeCloseTo(room.height - (1_000 * zoom + y));
});

it("little is shown as large as it is, and much not smaller than one can step back", () => {
  expect(viewOfAll([note("a", 0, 0)], room)?.zoom).toBe(FIT.maxZoom);
  expect(viewOfAll([note("a", 0, 0), note("b", 0, 100_000)], room)?.zoom).toBe(MIN_ZOOM);
});

it("there is no view of nothing, and none where there is no room", () => {
  expect(viewOfAll([], room)).toBeNull();
  expect(viewOfAll([note("a", 0, 0)], { width: 0, height: 0 })).toBeNull();
});
