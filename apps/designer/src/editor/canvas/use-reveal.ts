import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import { panInto } from "./pan-into.ts";

/** How many frames something new may take until it is drawn. */
const patience = 30;

/** Brings a node into view and, unless told otherwise, gives it the focus; also one that was added a moment ago. */
export function useReveal(): (id: string | undefined, options?: { readonly keepFocus: boolean }) => void {
  const flow = useReactFlow();
  const drawing = useStoreApi();
  return useCallback(
    (id, options) => {
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
    [flow, drawing],
  );
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
