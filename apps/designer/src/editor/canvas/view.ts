// What may be asked of the drawing on the screen by whatever stands around it: the bar, the keyboard, the panel.
import type { ReactFlowInstance, useStoreApi } from "@xyflow/react";
import type { DrawnEdge } from "../../ui/drawing/drawn-edges.ts";
import type { DrawnNode } from "../../ui/drawing/drawn.ts";
import { FIT } from "../../ui/drawing/fit.ts";
import type { Size } from "../../ui/drawing/node-size.ts";
import type { Point } from "../commands/move.ts";
import { panInto } from "./pan-into.ts";

/** The drawing on the screen. */
export interface View {
  /** Where in the drawing a point of the screen is. */
  toDrawing(screen: Point): Point;
  toScreen(point: Point): Point;
  /** A place in the drawing that one looks at: a little above the middle. */
  middle(): Point;
  showAll(): void;
  /** Shows one node, as large as it is. */
  showNode(id: string): void;
  /** Brings a node into view and, unless told otherwise, gives it the focus; also one that was added a moment ago. */
  reveal(id: string | undefined, options?: { readonly keepFocus: boolean }): void;
  /** How large the nodes turned out, by id. */
  sizes(): Readonly<Record<string, Size>>;
  /** Gives the drawing the focus. */
  focus(): void;
}

/** How many frames something new may take until it is drawn. */
const patience = 30;

/** The view of the drawing that React Flow shows. */
export function createView(
  flow: ReactFlowInstance<DrawnNode, DrawnEdge>,
  drawing: ReturnType<typeof useStoreApi>,
): View {
  return {
    toDrawing: (screen) => flow.screenToFlowPosition(screen),
    toScreen: (point) => flow.flowToScreenPosition(point),
    middle: () => {
      const box = drawing.getState().domNode?.getBoundingClientRect();
      return flow.screenToFlowPosition(
        box === undefined ? { x: 400, y: 300 } : { x: box.x + box.width / 2, y: box.y + box.height / 3 },
      );
    },
    showAll: () => void flow.fitView({ ...FIT, duration: 250 }),
    showNode: (id) => void flow.fitView({ nodes: [{ id }], maxZoom: 1, duration: 250, padding: 0.8 }),
    reveal: (id, options) => {
      if (id === undefined) return;
      // What lies outside of the window is known and not drawn: it is shown first, then it can have the focus.
      soon(
        () => flow.getInternalNode(id),
        (node) => {
          const { width, height } = drawing.getState();
          const view = flow.getViewport();
          const next = panInto(
            view,
            { width, height },
            {
              ...node.internals.positionAbsolute,
              width: node.measured.width ?? 0,
              height: node.measured.height ?? 0,
            },
          );
          if (next !== view) void flow.setViewport(next, { duration: 200 });
          if (options?.keepFocus !== true)
            soon(
              () => elementOf(id),
              (element) => element.focus({ preventScroll: true }),
            );
        },
      );
    },
    sizes: () =>
      Object.fromEntries(
        flow.getNodes().flatMap(({ id, measured }) => {
          const { width, height } = measured ?? {};
          return width === undefined || height === undefined ? [] : [[id, { width, height }] as const];
        }),
      ),
    focus: () => drawing.getState().domNode?.focus(),
  };
}

function elementOf(id: string): HTMLElement | undefined {
  return document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`) ?? undefined;
}

/** Runs with what is found, in this frame or in one of the next. */
function soon<T>(find: () => T | undefined, run: (found: T) => void, frames = patience): void {
  const found = find();
  if (found !== undefined) run(found);
  else if (frames > 0) requestAnimationFrame(() => soon(find, run, frames - 1));
}
