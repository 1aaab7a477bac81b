// A drawing that is shown before the app is there, and what covers the page until the app has taken it over. Apart from
// what draws it, so that every page can end it.
import type { Board } from "./board.tsx";

interface Opening {
  readonly flow: string;
  readonly board: Board;
  /** Stands over the page, with the drawing in it. */
  readonly cover: Element;
}

let opening: Opening | null = null;

/** Keeps a drawing that is shown early. */
export function holdOpening(held: Opening): void {
  opening = held;
}

/** The board of a flow that is shown early, for the editor that opens this flow. */
export function openingOf(flow: string): Board | undefined {
  return opening?.flow === flow ? opening.board : undefined;
}

/** The editor has taken the drawing over: what covered the page goes, the drawing stays. */
export function takeOpening(board: Board): void {
  if (opening?.board !== board) return;
  opening.cover.remove();
  opening = null;
}

/** Something else is shown than the editor: the drawing goes with its cover. */
export function endOpening(): void {
  opening?.board.close();
  opening?.cover.remove();
  opening = null;
}
