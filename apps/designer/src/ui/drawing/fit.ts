import { getViewportForBounds } from "@xyflow/react";
import type { Viewport } from "@xyflow/react";
import type { DrawnNode } from "./drawn.ts";
import type { Size } from "./node-size.ts";

/** How far one can step back from a drawing. */
export const MIN_ZOOM = 0.1;

/** From here on only what can be seen is in the page. */
export const MANY_NODES = 200;

/** How everything is shown at once: never larger than it is. */
export const FIT = { padding: 0.15, maxZoom: 1 };

/** The view of a drawing that shows all of it; null where there is nothing to see, or no room to see it in. */
export function viewOfAll(nodes: readonly DrawnNode[], room: Size): Viewport | null {
  if (nodes.length === 0 || room.width === 0 || room.height === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position, measured } of nodes) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + (measured?.width ?? 0));
    bottom = Math.max(bottom, position.y + (measured?.height ?? 0));
  }
  const bounds = { x: left, y: top, width: right - left, height: bottom - top };
  return getViewportForBounds(bounds, room.width, room.height, MIN_ZOOM, FIT.maxZoom, FIT.padding);
}
