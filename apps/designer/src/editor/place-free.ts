// Where new things go on the drawing: never on top of what is there.
import type { DocumentNode, FlowDocument } from "@throughline/flow";
import { boxOfNode, NODE_HEIGHT, NODE_WIDTH } from "../ui/drawing/node-size.ts";
import type { Box } from "../ui/drawing/node-size.ts";
import type { Point } from "./commands/move.ts";

/** Distance of the grid that nodes snap to. */
const grid = 20;
/** Room between a new node and the one it follows. */
const below = 64;
const nodeSize = { width: NODE_WIDTH, height: NODE_HEIGHT };
/** What a note covers when it is new, and when its size was never changed. */
export const noteSize = { width: 220, height: 120 };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The free place nearest to where something was wanted; beside it, if it can be. */
export function placeFree(document: FlowDocument, wanted: Point, size: Size = nodeSize): Point {
  const start = { x: snap(wanted.x), y: snap(wanted.y) };
  const taken = [
    ...document.nodes.map(boxOfNode),
    ...document.notes.map(({ position, size: own }): Box => ({ ...noteSize, ...own, ...position })),
  ];
  const isFree = ({ x, y }: Point): boolean =>
    taken.every(
      (box) =>
        x >= box.x + box.width ||
        x + size.width <= box.x ||
        y >= box.y + box.height ||
        y + size.height <= box.y,
    );
  if (isFree(start)) return start;
  // A place that is free and near touches what is in the way, but for a little room: only those have to be tried.
  const xs = [
    start.x,
    ...taken.flatMap((box) => [box.x - size.width - 2 * grid, box.x + box.width + 2 * grid]),
  ];
  const ys = [
    start.y,
    ...taken.flatMap((box) => [box.y + box.height + 2 * grid, box.y - size.height - 2 * grid]),
  ];
  // Up and down counts more: what is moved aside stays in its row.
  const distance = ({ x, y }: Point): number => Math.abs(x - start.x) + 3 * Math.abs(y - start.y);
  const found = ys
    .flatMap((y) => xs.map((x) => ({ x: snap(x), y: snap(y) })))
    .toSorted((a, b) => distance(a) - distance(b) || b.y - a.y)
    .find(isFree);
  // Beyond everything there is always room, so one of the places tried is free.
  return found ?? start;
}

/** The free place for what follows a node by a port: below it, as far to the side as the port is. */
export function placeAfter(
  document: FlowDocument,
  after: DocumentNode,
  { portIndex, portCount }: { readonly portIndex: number; readonly portCount: number },
): Point {
  const shift = portCount < 2 ? 0 : (portIndex - (portCount - 1) / 2) * (NODE_WIDTH + 40);
  return placeFree(document, {
    x: after.position.x + shift,
    y: after.position.y + NODE_HEIGHT + below,
  });
}

function snap(value: number): number {
  return Math.round(value / grid) * grid;
}
