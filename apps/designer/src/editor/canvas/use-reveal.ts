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
      whenDrawn(id, (element) => {
        const node = flow.getInternalNode(id);
        const { width, height } = drawing.getState();
        if (node === undefined) return;
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
        if (options?.keepFocus !== true) element.focus({ preventScroll: true });
      });
    },
    [flow, drawing],
  );
}

function whenDrawn(id: string, run: (element: HTMLElement) => void, frames = patience): void {
  const element = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  if (element !== null) run(element);
  else if (frames > 0) requestAnimationFrame(() => whenDrawn(id, run, frames - 1));
}
