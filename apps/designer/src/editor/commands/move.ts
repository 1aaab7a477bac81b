import { calledItems } from "./command.ts";
import type { Command } from "./command.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Moves nodes and notes to new places, by id. */
export const move: Command<{ readonly to: Readonly<Record<string, Point>> }> = {
  title: (document, { to }) => `Move ${calledItems(document, Object.keys(to))}`,
  apply: (document, { to }) => {
    let hasChange = false;
    const place = <T extends { readonly id: string; readonly position: Point }>(item: T): T => {
      const target = to[item.id];
      if (target === undefined) return item;
      const position = { x: Math.round(target.x), y: Math.round(target.y) };
      if (position.x === item.position.x && position.y === item.position.y) return item;
      hasChange = true;
      return { ...item, position };
    };
    const next = { ...document, nodes: document.nodes.map(place), notes: document.notes.map(place) };
    return hasChange ? next : document;
  },
};
