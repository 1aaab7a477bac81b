import { CATEGORIES } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { groupBy } from "../../ui/group-by.ts";

const order: readonly string[] = CATEGORIES;
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

/** The newest version of each node type that fits the search, in groups; while searching, the best fit comes first. */
export function findNodeTypes(all: Iterable<NodeType>, search: string): readonly PaletteGroup[] {
  const newest = new Map<string, NodeType>();
  for (const type of all)
    if ((newest.get(type.type)?.version ?? 0) < type.version) newest.set(type.type, type);
  const phrase = search.toLowerCase().trim().replaceAll(/\s+/g, " ");
  const found = [...newest.values()]
    .map((type) => ({ type, fit: fitOf(type, phrase) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit);
  const best = new Map<string, number>();
  for (const { type, fit } of found) best.set(type.category, Math.max(fit, best.get(type.category) ?? 0));
  return [...groupBy(found, ({ type }) => type.category).entries()]
    .toSorted(([a], [b]) => (best.get(b) ?? 0) - (best.get(a) ?? 0) || rank(a) - rank(b))
    .map(([category, members]) => ({
      category,
      title: titles[category] ?? category.charAt(0).toUpperCase() + category.slice(1),
      types: members.map(({ type }) => type),
    }));
}

function rank(category: string): number {
  const index = order.indexOf(category);
  return index === -1 ? order.length - 1.5 : index;
}

/** How well a type fits what was typed: its whole title, the start of it, starts of its words, a part of it, elsewhere. */
function fitOf(type: NodeType, phrase: string): number {
  if (phrase === "") return 1;
  const title = type.title.toLowerCase();
  if (title === phrase) return 6;
  if (title.startsWith(phrase)) return 5;
  const words = phrase.split(" ");
  const titleWords = title.split(/[^\p{L}\p{N}]+/u);
  if (words.every((word) => titleWords.some((of) => of.startsWith(word)))) return 4;
  if (words.every((word) => title.includes(word))) return 3;
  const names = `${title} ${type.type}`;
  if (words.every((word) => names.includes(word))) return 2;
  const everything = `${names} ${type.description.toLowerCase()} ${type.category}`;
  return words.every((word) => everything.includes(word)) ? 1 : 0;
}
