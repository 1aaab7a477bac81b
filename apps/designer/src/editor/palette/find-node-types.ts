import type { NodeType } from "@throughline/flow";
import { groupBy } from "../../ui/group-by.ts";

const order = ["triggers", "waits", "logic", "messages", "people", "data", "stock", "outside", "end"];
const titles: Readonly<Record<string, string>> = {
  triggers: "Start",
  waits: "Wait",
  logic: "Decide",
  messages: "Messages",
  people: "People",
  data: "Data",
  stock: "Stock",
  outside: "Other systems",
  end: "End",
};

/** A group of the palette. */
export interface PaletteGroup {
  readonly category: string;
  readonly title: string;
  readonly types: readonly NodeType[];
}

/** The newest version of each node type that fits the search, in groups; best fits first inside a group. */
export function findNodeTypes(all: Iterable<NodeType>, search: string): readonly PaletteGroup[] {
  const newest = new Map<string, NodeType>();
  for (const type of all)
    if ((newest.get(type.type)?.version ?? 0) < type.version) newest.set(type.type, type);
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const scored = [...newest.values()]
    .map((type) => ({ type, score: score(type, words) }))
    .filter(({ score: points }) => points > 0)
    .toSorted((a, b) => b.score - a.score);
  const groups = groupBy(scored, ({ type }) => type.category);
  return [...groups.entries()]
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([category, found]) => ({
      category,
      title: titles[category] ?? category.charAt(0).toUpperCase() + category.slice(1),
      types: found.map(({ type }) => type),
    }));
}

function rank(category: string): number {
  const index = order.indexOf(category);
  return index === -1 ? order.length - 1.5 : index;
}

function score(type: NodeType, words: readonly string[]): number {
  let total = 1;
  for (const word of words) {
    const title = type.title.toLowerCase();
    if (title.startsWith(word)) total += 4;
    else if (title.includes(word)) total += 3;
    else if (type.type.includes(word)) total += 2;
    else if (type.description.toLowerCase().includes(word) || type.category.includes(word)) total += 1;
    else return 0;
  }
  return total;
}
