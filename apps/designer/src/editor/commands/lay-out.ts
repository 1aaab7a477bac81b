import type { FlowDocument } from "@throughline/flow";
import { NODE_HEIGHT, NODE_WIDTH } from "../../ui/drawing/node-size.ts";
import type { Command } from "./command.ts";
import { move } from "./move.ts";
import type { Point } from "./move.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface LayOutArgs {
  /** The ports of each node, from left to right. */
  readonly ports: Readonly<Record<string, readonly string[]>>;
  /** How large each node is on the screen; what is not named has the usual size. */
  readonly sizes?: Readonly<Record<string, Size>>;
}

/** Distance of the grid that nodes snap to. */
const grid = 20;
/** Room between two nodes of a row: two lines can pass. */
const columnGap = 64;
/** Room between two rows: enough for the lanes of the lines between them. */
const rowGap = 84;

/**
 * Arranges all nodes in rows from top to bottom along their connections. What follows a node stands below it in the order
 * of its ports; a node that several lead to stands below the lowest of them.
 */
export const layOut: Command<LayOutArgs> = {
  title: () => "Tidy up",
  apply: (document, args) => move.apply(document, { to: places(document, args) }),
};

/** Where every node goes. */
function places(document: FlowDocument, { ports, sizes = {} }: LayOutArgs): Readonly<Record<string, Point>> {
  const links = linksInPortOrder(document, ports);
  const ids = document.nodes.map(({ id }) => id);
  const forward = withoutLoops(ids, links);
  const rows = rowsOf(ids, forward);
  const { children, roots } = treeOf(ids, forward, rows);
  const sizeOf = (id: string): Size => sizes[id] ?? { width: NODE_WIDTH, height: NODE_HEIGHT };
  const middles = new Map<string, number>();
  placeBeside(roots, 0);
  const tops = topsOf(ids, rows, sizeOf);
  const to = ids.map((id): [string, Point] => [
    id,
    { x: snap((middles.get(id) ?? 0) - sizeOf(id).width / 2), y: tops.get(rows.get(id) ?? 0) ?? 0 },
  ]);
  return Object.fromEntries(to);

  /** Places trees from left to right, each as near to the one before as every shared row allows. */
  function placeBeside(members: readonly string[], around: number): Outline {
    const all: Outline = new Map();
    for (const id of members) {
      const own = placeTree(id);
      const shift = Math.max(
        ...[...own].map(([row, { left }]) => {
          const before = all.get(row);
          return before === undefined ? -Infinity : before.right + columnGap - left;
        }),
        all.size === 0 ? 0 : -Infinity,
      );
      // Trees that share no row stand side by side all the same.
      const by = Number.isFinite(shift) ? shift : rightOf(all) + columnGap - leftOf(own);
      shiftTree(id, by);
      merge(all, shifted(own, by));
    }
    const first = middles.get(members[0] ?? "") ?? 0;
    const last = middles.get(members.at(-1) ?? "") ?? 0;
    const by = around - (first + last) / 2;
    for (const id of members) shiftTree(id, by);
    return shifted(all, by);
  }

  function placeTree(id: string): Outline {
    middles.set(id, 0);
    const below = placeBeside(children.get(id) ?? [], 0);
    const half = sizeOf(id).width / 2;
    return new Map([[rows.get(id) ?? 0, { left: -half, right: half }], ...below]);
  }

  function shiftTree(id: string, by: number): void {
    middles.set(id, (middles.get(id) ?? 0) + by);
    for (const child of children.get(id) ?? []) shiftTree(child, by);
  }
}

const snap = (value: number): number => Math.round(value / grid) * grid;

/** How far a tree reaches to both sides, by row. */
type Outline = Map<number, { readonly left: number; readonly right: number }>;

const leftOf = (outline: Outline): number => Math.min(...[...outline.values()].map(({ left }) => left));
const rightOf = (outline: Outline): number => Math.max(...[...outline.values()].map(({ right }) => right));

function shifted(outline: Outline, by: number): Outline {
  return new Map([...outline].map(([row, { left, right }]) => [row, { left: left + by, right: right + by }]));
}

function merge(into: Outline, other: Outline): void {
  for (const [row, { left, right }] of other) {
    const known = into.get(row);
    into.set(row, known === undefined ? { left, right } : { left: Math.min(left, known.left), right });
  }
}

/** Where each node leads, in the order of its ports; every target once. */
type Links = ReadonlyMap<string, readonly string[]>;

function linksInPortOrder(document: FlowDocument, ports: LayOutArgs["ports"]): Links {
  const known = new Set(document.nodes.map(({ id }) => id));
  return new Map(
    document.nodes.map(({ id }) => {
      const order = ports[id] ?? [];
      const rank = (port: string): number => (order.includes(port) ? order.indexOf(port) : order.length);
      const targets = document.edges
        .filter(({ from, to }) => from.node === id && to.node !== id && known.has(to.node))
        .toSorted((a, b) => rank(a.from.port) - rank(b.from.port))
        .map(({ to }) => to.node);
      return [id, [...new Set(targets)]];
    }),
  );
}

/** The links without those that lead back to where a run came from: only they can form a loop. */
function withoutLoops(ids: readonly string[], links: Links): Links {
  const state = new Map<string, "open" | "done">();
  const forward = new Map<string, string[]>();
  const hasParent = new Set([...links.values()].flat());
  for (const id of [...ids.filter((one) => !hasParent.has(one)), ...ids]) walk(id);
  return forward;

  function walk(id: string): void {
    if (state.has(id)) return;
    state.set(id, "open");
    const kept: string[] = [];
    forward.set(id, kept);
    for (const target of links.get(id) ?? []) {
      if (state.get(target) === "open") continue;
      kept.push(target);
      walk(target);
    }
    state.set(id, "done");
  }
}

/** The row of each node: one below the lowest that leads to it; a start stands just above what it leads to. */
function rowsOf(ids: readonly string[], links: Links): ReadonlyMap<string, number> {
  const parents = parentsOf(ids, links);
  const rows = new Map<string, number>();
  for (const id of ids) rowOf(id);
  for (const id of ids) {
    const below = (links.get(id) ?? []).map((child) => rows.get(child) ?? 0);
    if (parents.get(id)?.length === 0 && below.length > 0) rows.set(id, Math.min(...below) - 1);
  }
  return rows;

  function rowOf(id: string): number {
    const known = rows.get(id);
    if (known !== undefined) return known;
    const row = Math.max(-1, ...(parents.get(id) ?? []).map(rowOf)) + 1;
    rows.set(id, row);
    return row;
  }
}

function parentsOf(ids: readonly string[], links: Links): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const [id, targets] of links) for (const target of targets) parents.get(target)?.push(id);
  return parents;
}

/** Which nodes stand below which: each has at most one that it stands below, in the row above. */
function treeOf(
  ids: readonly string[],
  links: Links,
  rows: ReadonlyMap<string, number>,
): { readonly children: Links; readonly roots: readonly string[] } {
  const parents = parentsOf(ids, links);
  const chosen = new Map(
    ids.map((id) => {
      const above = (parents.get(id) ?? []).filter(
        (parent) => (rows.get(parent) ?? 0) === (rows.get(id) ?? 0) - 1,
      );
      return [id, above[Math.floor((above.length - 1) / 2)]];
    }),
  );
  const children = new Map(
    ids.map((id) => [id, (links.get(id) ?? []).filter((child) => chosen.get(child) === id)]),
  );
  return { children, roots: ids.filter((id) => chosen.get(id) === undefined) };
}

/** The top of each row: below the highest node of the row above. */
function topsOf(
  ids: readonly string[],
  rows: ReadonlyMap<string, number>,
  sizeOf: (id: string) => Size,
): ReadonlyMap<number, number> {
  const heights = new Map<number, number>();
  for (const id of ids) {
    const row = rows.get(id) ?? 0;
    heights.set(row, Math.max(heights.get(row) ?? 0, sizeOf(id).height));
  }
  const tops = new Map<number, number>();
  let top = 0;
  for (const row of [...heights.keys()].toSorted((a, b) => a - b)) {
    tops.set(row, top);
    top = Math.ceil((top + (heights.get(row) ?? 0) + rowGap) / grid) * grid;
  }
  return tops;
}
