import type { Box } from "../../ui/drawing/node-size.ts";

/** How the drawing lies on the screen: screen = drawing × zoom + offset. */
interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Room between what is shown and the edge of the window, in pixels. */
const margin = 40;

/** The view, moved just far enough to show a box whole; the very same object when it is shown already. */
export function panInto(
  view: View,
  window: { readonly width: number; readonly height: number },
  box: Box,
): View {
  const x = offset(view.x, box.x * view.zoom, box.width * view.zoom, window.width);
  const y = offset(view.y, box.y * view.zoom, box.height * view.zoom, window.height);
  return x === view.x && y === view.y ? view : { ...view, x, y };
}

function offset(now: number, start: number, length: number, room: number): number {
  const first = now + start;
  // What does not fit is shown from its start.
  if (first < margin || length > room - 2 * margin) return now + margin - first;
  const over = first + length - (room - margin);
  return over > 0 ? now - over : now;
}
