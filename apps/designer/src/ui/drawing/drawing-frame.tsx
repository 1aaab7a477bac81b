import { useLayoutEffect, useRef, useState } from "react";
import type { CSSProperties, ReactNode } from "react";
import type { Viewport } from "@xyflow/react";
import type { DrawnNode } from "./drawn.ts";
import { viewOfAll } from "./fit.ts";
import { CARD_BORDER, NODE_WIDTH, PORT_DOT } from "./node-size.ts";

/** drawing.css takes the measures of cards from here, so that cards are as they were foretold. */
const measures = {
  "--tl-card-width": `${NODE_WIDTH}px`,
  "--tl-card-border": `${CARD_BORDER}px`,
  "--tl-port-dot": `${PORT_DOT}px`,
};
const frameStyle = { width: "100%", height: "100%", ...measures } as CSSProperties; // custom properties

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
    <div ref={frame} style={frameStyle}>
      {view !== null && children(view)}
    </div>
  );
}
