import type { FlowDocument } from "@throughline/flow";
import type { Command } from "./command.ts";
import { move } from "./move.ts";
import type { Point } from "./move.ts";

/** `column` and `row` give nodes one x or y; `spread-down` and `spread-across` give them equal distances. */
export type Alignment = "column" | "row" | "spread-down" | "spread-across";

/** Aligns the given nodes with each other; fewer than two (three to spread) stay where they are. */
export const align: Command<{ readonly nodes: readonly string[]; readonly how: Alignment }> = {
  title: (_document, { how }) => titles[how],
  apply: (document, { nodes, how }) => {
    const wanted = new Set(nodes);
    const chosen = document.nodes.filter(({ id }) => wanted.has(id));
    if (chosen.length < 2) return document;
    const axis = how === "column" || how === "spread-across" ? "x" : "y";
    const values = chosen.map(({ position }) => position[axis]).toSorted((a, b) => a - b);
    const first = values[0] ?? 0;
    const last = values.at(-1) ?? 0;
    if (how === "column" || how === "row")
      return moveAll(document, chosen, (_node, _index, point) => ({ ...point, [axis]: first }));
    if (chosen.length < 3) return document;
    const ordered = chosen.toSorted((a, b) => a.position[axis] - b.position[axis]);
    const step = (last - first) / (ordered.length - 1);
    return moveAll(document, ordered, (_node, index, point) => ({ ...point, [axis]: first + index * step }));
  },
};

const titles: Readonly<Record<Alignment, string>> = {
  column: "Align in one column",
  row: "Align in one row",
  "spread-down": "Align at equal distances, down",
  "spread-across": "Align at equal distances, across",
};

function moveAll(
  document: FlowDocument,
  nodes: FlowDocument["nodes"],
  place: (id: string, index: number, point: Point) => Point,
): FlowDocument {
  return move.apply(document, {
    to: Object.fromEntries(nodes.map(({ id, position }, index) => [id, place(id, index, position)])),
  });
}
