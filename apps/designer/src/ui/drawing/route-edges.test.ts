import { expect, it } from "vitest";
import { routeEdges } from "./route-edges.ts";
import type { RoutedEdge } from "./route-edges.ts";

const box = (x: number, y: number) => ({ x, y, width: 256, height: 100 });
const edge = (source: string, portIndex: number, portCount: number, target: string): RoutedEdge => ({
  id: `${source}:${portIndex}`,
  source,
  target,
  portIndex,
  portCount,
});

/** Horizontal pieces of a route. */
function across(points: readonly { x: number; y: number }[] = []) {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from !== undefined && from.y === to.y && from.x !== to.x ? [{ y: to.y, xs: [from.x, to.x] }] : [];
  });
}

it("lines of two ports do not share a piece of their way", () => {
  const boxes = new Map([
    ["a", box(0, 0)],
    ["left", box(-160, 180)],
    ["right", box(160, 180)],
  ]);
  // The left port leads to the right, the right port to the left.
  const routes = routeEdges(boxes, [edge("a", 0, 2, "right"), edge("a", 1, 2, "left")]);
  const [first] = across(routes.get("a:0"));
  const [second] = across(routes.get("a:1"));
  expect(first?.y).not.toBe(second?.y);
});

it("a long line goes around the nodes between its ends", () => {
  const boxes = new Map([
    ["a", box(0, 0)],
    ["between", box(0, 180)],
    ["b", box(0, 360)],
  ]);
  const points = routeEdges(boxes, [edge("a", 0, 1, "b")]).get("a:0") ?? [];
  expect(points.length).toBe(6);
  const [, , column] = points;
  expect(column !== undefined && (column.x < 0 || column.x > 256)).toBe(true);
});

it("a line that leads back up goes beside its nodes", () => {
  const boxes = new Map([
    ["a", box(0, 0)],
    ["b", box(0, 180)],
  ]);
  const points = routeEdges(boxes, [edge("b", 0, 1, "a")]).get("b:0") ?? [];
  const [, , column] = points;
  expect(column !== undefined && (column.x < 0 || column.x > 256)).toBe(true);
});

it("a node just below its only port is reached straight", () => {
  const boxes = new Map([
    ["a", box(0, 0)],
    ["b", box(0, 180)],
  ]);
  expect(routeEdges(boxes, [edge("a", 0, 1, "b")]).get("a:0")).toEqual([
    { x: 128, y: 100 },
    { x: 128, y: 180 },
  ]);
});
