import type { FlowDocument, NodeTypes } from "@throughline/flow";
import { useEffect, useMemo, useState } from "react";
import { useLater } from "../use-later.ts";
import { toDrawnEdges } from "./drawn-edges.ts";
import type { DrawnEdge, EdgeCache } from "./drawn-edges.ts";
import type { NodeOverlay } from "./drawn.ts";
import { inSlices } from "./in-slices.ts";
import { routeEdges, routeInSteps } from "./route-edges.ts";
import type { Routes } from "./route-edges.ts";
import { noRouteInput, routeInput } from "./route-input.ts";
import type { RouteInput } from "./route-input.ts";
import type { ShownNodes } from "./use-shown-nodes.ts";

interface ShownEdgesArgs {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly overlays?: ReadonlyMap<string, NodeOverlay> | undefined;
  /** Ids of the chosen connections. */
  readonly chosen?: ReadonlySet<string>;
  /** The connection under the pointer. */
  readonly pointed?: string | null;
  readonly shown: ShownNodes;
}

/** The lines that React Flow shows, around the nodes; they come a moment after the nodes when a drawing is opened. */
export function useShownEdges({
  document,
  nodeTypes,
  overlays,
  chosen,
  pointed,
  shown,
}: ShownEdgesArgs): DrawnEdge[] {
  const routes = useRoutes(document.edges, shown);
  const [cache] = useState<EdgeCache>(() => new Map());
  const moving = shown.nodes.flatMap(({ id, dragging }) => (dragging === true ? [id] : [])).join(" ");
  return useMemo(
    () =>
      routes === null
        ? []
        : toDrawnEdges({
            document,
            nodeTypes,
            routes,
            cache,
            moving: new Set(moving.split(" ")),
            ...(overlays === undefined ? {} : { overlays }),
            ...(chosen === undefined ? {} : { chosen }),
            ...(pointed === undefined ? {} : { pointed }),
          }),
    [document, nodeTypes, routes, cache, moving, overlays, chosen, pointed],
  );
}

/** From here on the first ways are sought in slices; later only after an edit, whose lines must not lag behind. */
const MANY_LINES = 100;

/** Null until the nodes were painted once. */
function useRoutes(edges: FlowDocument["edges"], { drawn, sizes }: ShownNodes): Routes | null {
  const isDue = useLater();
  const [input, setInput] = useState<RouteInput>(noRouteInput);
  const next = useMemo(
    () => (isDue ? routeInput({ edges, drawn, sizes }, input) : input),
    [isDue, edges, drawn, sizes, input],
  );
  // The same object again unless something really moved, so this settles at once.
  if (next !== input) setInput(next);
  const [first, setFirst] = useState<{ readonly of: RouteInput; readonly routes: Routes } | null>(null);
  const isSliced = first === null && next.lines.length > MANY_LINES;
  useEffect(() => {
    if (!isDue || !isSliced) return;
    return inSlices(routeInSteps(next.boxes, next.lines), (routes) => setFirst({ of: next, routes }));
  }, [isDue, isSliced, next]);
  return useMemo(() => {
    if (!isDue || isSliced) return null;
    return first?.of === next ? first.routes : routeEdges(next.boxes, next.lines);
  }, [isDue, isSliced, first, next]);
}
