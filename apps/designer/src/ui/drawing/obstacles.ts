// What stands in the way on a drawing, found by place: a line asks about the boxes near it, not about all.
import type { Box } from "./node-size.ts";

/** A box that lines go around; its own lines may touch it. */
interface Obstacle extends Box {
  readonly id: string;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Obstacles {
  /** True when nothing but `except` covers the straight piece from a to b, which lies across or down. */
  readonly isFree: (a: Point, b: Point, except?: (id: string) => boolean) => boolean;
  /** Where boxes between two heights begin and end, from left to right: one entry for all that begin and end alike. */
  readonly sidesBetween: (top: number, bottom: number) => readonly Side[];
}

interface Side {
  readonly left: number;
  readonly right: number;
}

/** About the size of a node, so that few boxes share a cell and few cells make a line. */
const cell = 256;

/** Room that a line leaves beside a node it passes. */
export const margin = 12;

/** Orders boxes by place. */
export function obstaclesOf(boxes: ReadonlyMap<string, Box>): Obstacles {
  const all = [...boxes].map(([id, box]): Obstacle => ({ id, ...box }));
  const cells = new Map<number, Obstacle[]>();
  for (const box of all)
    for (const key of cellsOf(
      box.x - margin,
      box.y - margin,
      box.x + box.width + margin,
      box.y + box.height + margin,
    )) {
      const found = cells.get(key);
      if (found === undefined) cells.set(key, [box]);
      else found.push(box);
    }
  const stacks = stacksOf(all);
  return {
    isFree: (a, b, except) => {
      const [left, right] = a.x < b.x ? [a.x, b.x] : [b.x, a.x];
      const [top, bottom] = a.y < b.y ? [a.y, b.y] : [b.y, a.y];
      for (const key of cellsOf(left, top, right, bottom))
        for (const box of cells.get(key) ?? [])
          if (isCovered(box, { left, top, right, bottom }) && except?.(box.id) !== true) return false;
      return true;
    },
    sidesBetween: (top, bottom) => stacks.filter((stack) => reaches(stack, top, bottom)),
  };
}

/** A number for every cell that a box touches; two far apart may share one, which costs a look and changes nothing. */
function cellsOf(left: number, top: number, right: number, bottom: number): readonly number[] {
  const cells: number[] = [];
  for (let x = Math.floor(left / cell); x <= Math.floor(right / cell); x += 1)
    for (let y = Math.floor(top / cell); y <= Math.floor(bottom / cell); y += 1) cells.push(x * 65_536 + y);
  return cells;
}

interface Extent extends Side {
  readonly top: number;
  readonly bottom: number;
}

function isCovered(box: Box, { left, top, right, bottom }: Extent): boolean {
  return (
    right > box.x - margin &&
    left < box.x + box.width + margin &&
    bottom > box.y - margin &&
    top < box.y + box.height + margin
  );
}

/** Boxes with the same sides, from the top: `lowest[i]` is how far down the first i + 1 of them reach. */
interface Stack extends Side {
  readonly tops: readonly number[];
  readonly lowest: readonly number[];
}

function stacksOf(all: readonly Obstacle[]): readonly Stack[] {
  const bySides = new Map<string, Obstacle[]>();
  for (const box of all.toSorted((a, b) => a.y - b.y)) {
    const key = `${box.x} ${box.width}`;
    const found = bySides.get(key);
    if (found === undefined) bySides.set(key, [box]);
    else found.push(box);
  }
  return [...bySides.values()].flatMap((stack): Stack[] => {
    const [first] = stack;
    if (first === undefined) return [];
    let lowest = -Infinity;
    return [
      {
        left: first.x,
        right: first.x + first.width,
        tops: stack.map(({ y }) => y),
        lowest: stack.map(({ y, height }) => (lowest = Math.max(lowest, y + height))),
      },
    ];
  });
}

/** True when a box of the stack begins above `bottom` and ends below `top`. */
function reaches({ tops, lowest }: Stack, top: number, bottom: number): boolean {
  let [low, high] = [0, tops.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) < bottom) low = middle + 1;
    else high = middle;
  }
  return low > 0 && (lowest[low - 1] ?? 0) > top;
}
