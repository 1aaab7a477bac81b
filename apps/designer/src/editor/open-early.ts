// The drawing first: a flow is shown as soon as its answers are there, before the app has started. Whoever opens a flow
// comes for its drawing; the bar, the panel and all they need are several times as much code. Nothing of Mantine, the
// router, the queries or the contract's schemas may be imported here: `npm test` holds it.
import { DRAFT_ROLE, mayUse } from "@throughline/contract";
import type { Me } from "@throughline/contract";
import { toNodeTypes } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import "../app-shell.css";
import { lookEarly } from "../api/early.ts";
import type { Answer } from "../api/client.ts";
import "./editor.css";
import { createBoard } from "./board.tsx";
import { foldsOf, isNarrowWindow, keptFolds } from "./folds.ts";
import { openedStore } from "./opened-store.ts";
import { holdOpening } from "./opening.ts";
import "./open-early.css";

interface Asked {
  readonly me: string;
  readonly nodeTypes: string;
  readonly flow: string;
}

/**
 * Shows the drawing of a flow from answers that are on their way, and is done when it can be seen. False when one of them
 * is refused: the app says what is wrong. It also checks the same answers, a moment later.
 */
export async function openEarly(flow: string, asked: Asked): Promise<boolean> {
  const [me, types, found] = await Promise.all([
    read<Me>(asked.me),
    read<{ readonly items: readonly NodeType[] }>(asked.nodeTypes),
    read<Answer<"getFlow">>(asked.flow),
  ]);
  if (me === null || types === null || found === null) return false;
  const isReadOnly = !mayUse(me.role, DRAFT_ROLE);
  const board = createBoard(openedStore(found, { nodeTypes: toNodeTypes(types.items), isReadOnly }));
  const { cover, place } = frame(isReadOnly);
  document.body.append(cover);
  holdOpening({ flow, board, cover });
  board.showIn(place);
  await painted();
  return true;
}

/** Resolves when what is shown now has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

async function read<T>(url: string): Promise<T | null> {
  try {
    const response = await lookEarly(url);
    return response?.ok === true ? ((await response.json()) as T) : null; // the app checks it, see above
  } catch {
    return null;
  }
}

/** The page as it will be, still empty around the drawing: what comes later moves nothing. */
function frame(isReadOnly: boolean): { readonly cover: Element; readonly place: Element } {
  const folds = foldsOf({ isNarrow: isNarrowWindow(), kept: keptFolds(), open: null });
  const place = room("tl-editor-canvas");
  const body = room(
    "tl-editor-body",
    ...(isReadOnly || folds.palette ? [] : [room("tl-editor-palette")]),
    place,
    ...(folds.panel ? [] : [room("tl-editor-side")]),
  );
  const editor = room("tl-editor", room("tl-bar"), body);
  const cover = room("tl-cover", room("tl-shell", room("tl-rail"), room("tl-content", editor)));
  return { cover, place };
}

function room(className: string, ...inside: readonly Element[]): Element {
  const element = document.createElement("div");
  element.className = className;
  element.append(...inside);
  return element;
}
