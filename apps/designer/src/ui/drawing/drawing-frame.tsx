import { useLayoutEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Viewport } from "@xyflow/react";
import type { DrawnNode } from "./drawn.ts";
import { viewOfAll } from "./fit.ts";

/**
 * The room for a drawing. Knows how large it is before anything is drawn in it, so that the first picture shows all there
 * is, and nothing is drawn that lies outside of it.
 */
export function DrawingFrame({
  nodes,
  children,
}: {
  /** What to show at first. */
  readonly nodes: readonly DrawnNode[];
  readonly children: (view: { readonly defaultViewport?: Viewport }) => ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<{ readonly defaultViewport?: Viewport } | null>(null);
  useLayoutEffect(() => {
    if (view !== null || frame.current === null) return;
    const { offsetWidth, offsetHeight } = frame.current;
    const fitting = viewOfAll(nodes, { width: offsetWidth, height: offsetHeight });
    // The size of the room is known only here, and the browser has painted nothing yet.
    // oxlint-disable-next-line react/set-state-in-effect
    setView(fitting === null ? {} : { defaultViewport: fitting });
  }, [nodes, view]);
  return (
    <div ref={frame} style={{ width: "100%", height: "100%" }}>
      {view !== null && children(view)}
    </div>
  );
}
