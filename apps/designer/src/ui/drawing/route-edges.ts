// The way each connection takes over the drawing: across in a lane of its own, down where no node stands.
import type { Box } from "./node-size.ts";
import { margin, obstaclesOf } from "./obstacles.ts";
import type { Obstacles } from "./obstacles.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A connection as the drawing knows it: which port of how many it leaves by. */
export interface RoutedEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly portIndex: number;
  readonly portCount: number;
}

/** Corner points from port to entry, by edge id. A straight line has two. */
export type Routes = ReadonlyMap<string, readonly Point[]>;

/** Distance between a node and the first turn of a line. */
const stub = 32;
/** Distance between the lanes of two lines. */
const lane = 10;

/** Routes all connections between boxes; one whose end is not drawn is left out. */
export function routeEdges(boxes: ReadonlyMap<string, Box>, edges: readonly RoutedEdge[]): Routes {
  const steps = routeInSteps(boxes, edges);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, step by step: hundreds of lines take longer than somebody who clicks should wait. */
export function* routeInSteps(
  boxes: ReadonlyMap<string, Box>,
  edges: readonly RoutedEdge[],
): Generator<undefined, Routes> {
  const obstacles = obstaclesOf(boxes);
  const columns = new Columns();
  const shapes: Shape[] = [];
  for (const edge of edges) {
    const ends = endsOf(boxes, edge);
    if (ends !== null) shapes.push(shapeOf(edge, ends, obstacles, columns));
    yield;
  }
  const lanes = yield* assignLanes(shapes.flatMap(crossings));
  return new Map(shapes.map((shape) => [shape.edge.id, pointsOf(shape, lanes)]));
}

interface Ends {
  readonly from: Point;
  readonly to: Point;
}

function endsOf(boxes: ReadonlyMap<string, Box>, edge: RoutedEdge): Ends | null {
  const source = boxes.get(edge.source);
  const target = boxes.get(edge.target);
  if (source === undefined || target === undefined) return null;
  const share = (edge.portIndex + 0.5) / Math.max(1, edge.portCount);
  return {
    from: { x: source.x + source.width * share, y: source.y + source.height },
    to: { x: target.x + target.width / 2, y: target.y },
  };
}

/** A line before it has its lanes: `across` are its turns, from one x to the next at about this y. */
interface Shape {
  readonly edge: RoutedEdge;
  readonly ends: Ends;
  /** The x of every vertical piece, first to last. */
  readonly downs: readonly number[];
  /** The y of every turn between two vertical pieces. */
  readonly across: readonly number[];
}

function shapeOf(edge: RoutedEdge, ends: Ends, obstacles: Obstacles, columns: Columns): Shape {
  const { from, to } = ends;
  const { isFree } = obstacles;
  const isSource = (id: string): boolean => id === edge.source;
  const isTarget = (id: string): boolean => id === edge.target;
  const isEnd = (id: string): boolean => isSource(id) || isTarget(id);
  const down = to.y - from.y;
  if (down > 0 && Math.abs(from.x - to.x) < 2 && isFree(from, { x: from.x, y: to.y }, isEnd))
    return { edge, ends, downs: [from.x], across: [] };
  const turns = down < stub ? [] : down < 4 * stub ? [from.y + down / 2] : [to.y - stub, from.y + stub];
  const turn = turns.find(
    (y) =>
      isFree(from, { x: from.x, y }, isSource) &&
      isFree({ x: from.x, y }, { x: to.x, y }) &&
      isFree({ x: to.x, y }, to, isTarget),
  );
  if (turn !== undefined) return { edge, ends, downs: [from.x, to.x], across: [turn] };
  const first = from.y + stub;
  const last = to.y - stub;
  const column = columnsBeside(obstacles, ends).find(
    (x) =>
      columns.isFree(x, first, last) &&
      isFree({ x, y: first }, { x, y: last }) &&
      isFree({ x: from.x, y: first }, { x, y: first }) &&
      isFree({ x, y: last }, { x: to.x, y: last }),
  );
  if (column === undefined) return { edge, ends, downs: [from.x, to.x], across: [from.y + down / 2] };
  columns.take(column, first, last);
  return { edge, ends, downs: [from.x, column, to.x], across: [first, last] };
}

/** Columns just beside the nodes between both ends, those that make the shortest way first. */
function columnsBeside(obstacles: Obstacles, { from, to }: Ends): readonly number[] {
  const gap = margin + lane;
  const top = Math.min(from.y, to.y - stub) - margin;
  const bottom = Math.max(from.y + stub, to.y) + margin;
  const found = obstacles
    .sidesBetween(top, bottom)
    .flatMap(({ left, right }) =>
      [0, 1, 2, 3].flatMap((step) => [left - gap - step * lane, right + gap + step * lane]),
    );
  const length = (x: number): number => Math.abs(from.x - x) + Math.abs(to.x - x);
  return [...new Set(found)].toSorted((a, b) => length(a) - length(b) || a - b);
}

/** The long vertical pieces that were led already, found by where they are. */
class Columns {
  readonly #taken = new Map<
    number,
    { readonly x: number; readonly top: number; readonly bottom: number }[]
  >();

  isFree(x: number, a: number, b: number): boolean {
    const [top, bottom] = a < b ? [a, b] : [b, a];
    const strip = Math.floor(x / lane);
    return [strip - 1, strip, strip + 1].every((near) =>
      (this.#taken.get(near) ?? []).every(
        (other) => Math.abs(other.x - x) >= lane || other.top >= bottom || other.bottom <= top,
      ),
    );
  }

  take(x: number, a: number, b: number): void {
    const strip = Math.floor(x / lane);
    const column = { x, top: Math.min(a, b), bottom: Math.max(a, b) };
    this.#taken.set(strip, [...(this.#taken.get(strip) ?? []), column]);
  }
}

/** A horizontal piece: one turn of one line. */
interface Crossing {
  readonly key: string;
  readonly y: number;
  readonly start: number;
  readonly end: number;
}

function crossings({ edge, downs, across }: Shape): readonly Crossing[] {
  return across.map((y, index) => ({
    key: `${edge.id} ${index}`,
    y,
    start: downs[index] ?? 0,
    end: downs[index + 1] ?? 0,
  }));
}

/** Gives pieces that would lie on each other lanes of their own, in an order in which they cross least. */
function* assignLanes(all: readonly Crossing[]): Generator<undefined, ReadonlyMap<string, number>> {
  const lanes = new Map<string, number>();
  for (const group of groupsOf(all)) {
    yield;
    const middle = group.reduce((sum, { y }) => sum + y, 0) / group.length;
    const rows: Crossing[][] = [];
    for (const piece of inLeastCrossingOrder(group)) {
      // Below everything it overlaps that came before it: the order is from the top.
      const above = rows.findLastIndex((row) => row.some((other) => isBeside(other, piece)));
      (rows[above + 1] ??= []).push(piece);
    }
    for (const [index, row] of rows.entries())
      for (const { key } of row) lanes.set(key, middle + (index - (rows.length - 1) / 2) * lane);
  }
  return lanes;
}

/** Pieces that are near enough to each other to need an order, directly or through others. */
function* groupsOf(all: readonly Crossing[]): Generator<readonly Crossing[]> {
  const left = new Set(all);
  for (const seed of all) {
    if (!left.delete(seed)) continue;
    const group = [seed];
    // The group grows while it is walked.
    for (const member of group)
      for (const other of left)
        if (Math.abs(other.y - member.y) < stub / 2 && isBeside(other, member)) {
          left.delete(other);
          group.push(other);
        }
    yield group;
  }
}

function isBeside(a: Crossing, b: Crossing): boolean {
  return (
    Math.max(a.start, a.end) + lane > Math.min(b.start, b.end) &&
    Math.max(b.start, b.end) + lane > Math.min(a.start, a.end)
  );
}

function inLeastCrossingOrder(group: readonly Crossing[]): readonly Crossing[] {
  const ordered: Crossing[] = [];
  for (const piece of group) {
    // Above all others at first; with every place further down, one more lies above it.
    let cost = ordered.reduce((sum, other) => sum + crossed(piece, other), 0);
    const costs = [cost, ...ordered.map((other) => (cost += crossed(other, piece) - crossed(piece, other)))];
    ordered.splice(costs.indexOf(costs.reduce((a, b) => Math.min(a, b))), 0, piece);
  }
  return ordered;
}

/** How often two lines cross when the first one turns above the second. */
function crossed(upper: Crossing, lower: Crossing): number {
  return Number(isWithin(upper.end, lower)) + Number(isWithin(lower.start, upper));
}

function isWithin(x: number, { start, end }: Crossing): boolean {
  return x > Math.min(start, end) && x < Math.max(start, end);
}

function pointsOf(
  { edge, ends, downs, across }: Shape,
  lanes: ReadonlyMap<string, number>,
): readonly Point[] {
  const turns = across.flatMap((planned, index): Point[] => {
    const y = lanes.get(`${edge.id} ${index}`) ?? planned;
    return [
      { x: downs[index] ?? 0, y },
      { x: downs[index + 1] ?? 0, y },
    ];
  });
  return [ends.from, ...turns, ends.to];
}
