// A connection on the drawing: straight pieces along its route, with round corners.
import { BaseEdge, getSmoothStepPath } from "@xyflow/react";
import type { EdgeProps, EdgeTypes } from "@xyflow/react";
import { memo } from "react";
import type { DrawnEdge } from "./drawn-edges.ts";

const radius = 12;

interface Point {
  readonly x: number;
  readonly y: number;
}

const EdgeView = memo(function EdgeView(props: EdgeProps<DrawnEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, data, markerEnd, interactionWidth } = props;
  const route = data?.route ?? [];
  const path =
    route.length < 2
      ? getSmoothStepPath(props)[0]
      : roundedPath(withEnds(route, { x: sourceX, y: sourceY }, { x: targetX, y: targetY }));
  return (
    <BaseEdge
      id={id}
      path={path}
      {...(markerEnd === undefined ? {} : { markerEnd })}
      {...(interactionWidth === undefined ? {} : { interactionWidth })}
    />
  );
});

/** The views of React Flow's edges; one object for ever, or everything would mount again. */
export const edgeViews: EdgeTypes = { routed: EdgeView };

/** The route from where the port really is to where the entry is: the pieces at both ends stay upright. */
function withEnds(route: readonly Point[], from: Point, to: Point): readonly Point[] {
  const inner = route.slice(1, -1);
  return [
    from,
    ...inner.map(({ x, y }, index) => ({
      x: index === 0 ? from.x : index === inner.length - 1 ? to.x : x,
      y,
    })),
    to,
  ];
}

function roundedPath(points: readonly Point[]): string {
  const [start] = points;
  if (start === undefined) return "";
  const bends = points.slice(1).map((point, index) => {
    const before = points[index] ?? point;
    const after = points[index + 2];
    if (after === undefined) return `L${point.x},${point.y}`;
    const reach = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2);
    const into = towards(point, before, reach);
    const out = towards(point, after, reach);
    return `L${into.x},${into.y} Q${point.x},${point.y} ${out.x},${out.y}`;
  });
  return `M${start.x},${start.y} ${bends.join(" ")}`;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, by: number): Point {
  const all = distance(from, to);
  if (all === 0) return from;
  return { x: from.x + ((to.x - from.x) * by) / all, y: from.y + ((to.y - from.y) * by) / all };
}
