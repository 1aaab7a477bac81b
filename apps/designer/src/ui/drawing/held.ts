// What is known on the screen and not in the document: how large things turned out, and where those are that somebody drags.
import type { NodeChange } from "@xyflow/react";
import { hasEntry } from "./drawn.ts";
import type { DrawnNode } from "./drawn.ts";
import type { Size } from "./node-size.ts";
import { placesOfPorts } from "./port-places.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Held {
  /** As the browser measured them, by id. */
  readonly sizes: ReadonlyMap<string, Size>;
  /** Where the pointer has taken them, by id. */
  readonly dragged: ReadonlyMap<string, Point>;
}

export const nothingHeld: Held = { sizes: new Map(), dragged: new Map() };

/** Takes over what React Flow reports; what that leaves alone stays the same object. */
export function hold({ sizes, dragged }: Held, changes: readonly NodeChange<DrawnNode>[]): Held {
  return { sizes: withMeasured(sizes, changes), dragged: withMoves(dragged, changes) };
}

function withMeasured(before: Held["sizes"], changes: readonly NodeChange<DrawnNode>[]): Held["sizes"] {
  const measured = changes.flatMap((change) =>
    change.type === "dimensions" && change.dimensions !== undefined
      ? [[change.id, change.dimensions] as const]
      : [],
  );
  return measured.length === 0 ? before : new Map([...before, ...measured]);
}

function withMoves(before: Held["dragged"], changes: readonly NodeChange<DrawnNode>[]): Held["dragged"] {
  const moves = changes.filter((change) => change.type === "position");
  if (moves.length === 0) return before;
  const dragged = new Map(before);
  for (const { id, position, dragging } of moves) {
    if (dragging !== true) dragged.delete(id);
    else if (position !== undefined) dragged.set(id, position);
  }
  return dragged;
}

/** What was shown last and what it was made of, by id. */
export type ShownCache = Map<
  string,
  { readonly drawn: DrawnNode; readonly size: Size | undefined; readonly shown: DrawnNode }
>;

/** The drawn nodes as they are shown now. Whatever is shown as before stays the same object. */
export function withHeld({
  drawn,
  held: { sizes, dragged },
  selected,
  cache,
}: {
  readonly drawn: readonly DrawnNode[];
  readonly held: Held;
  readonly selected: ReadonlySet<string>;
  readonly cache: ShownCache;
}): DrawnNode[] {
  return drawn.map((node) => {
    const size = sizes.get(node.id);
    const position = dragged.get(node.id) ?? node.position;
    const isSelected = selected.has(node.id);
    const known = cache.get(node.id);
    if (
      known?.drawn === node &&
      known.shown.position === position &&
      known.shown.selected === isSelected &&
      known.size === size
    )
      return known.shown;
    const shown = show(node, { size, position, isSelected, isDragged: dragged.has(node.id) });
    cache.set(node.id, { drawn: node, size, shown });
    return shown;
  });
}

function show(
  node: DrawnNode,
  {
    size,
    position,
    isSelected,
    isDragged,
  }: {
    readonly size: Size | undefined;
    readonly position: Point;
    readonly isSelected: boolean;
    readonly isDragged: boolean;
  },
): DrawnNode {
  const shown = { ...node, position, selected: isSelected, ...(isDragged ? { dragging: true } : {}) };
  if (shown.type !== "step" || size === undefined) return shown;
  return { ...shown, measured: size, handles: placesOfPorts(shown.data.ports, hasEntry(shown.data), size) };
}
