// The lines that React Flow shows, and what becomes of its changes to them.
import { useStoreApi } from "@xyflow/react";
import type { EdgeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import { edgeId, fromEdgeId, toDrawnEdges } from "../../ui/drawing/drawn.ts";
import type { DrawnEdge, DrawnNode } from "../../ui/drawing/drawn.ts";
import { routeEdges } from "../../ui/drawing/route-edges.ts";
import type { Routes } from "../../ui/drawing/route-edges.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";
import { noRouteInput, routeInput } from "./route-input.ts";
import type { RouteInput } from "./route-input.ts";

/** Draws the document's connections around the nodes as they are drawn; selections go to the store. */
export function useDrawnEdges(nodes: readonly DrawnNode[]) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const drawing = useStoreApi();
  const chosenEdges = useEditor((state) => state.selection.edges);
  const routes = useRoutes(nodes);
  const dragged = nodes.flatMap(({ id, dragging }) => (dragging === true ? [id] : [])).join(" ");
  const edges = useMemo(() => {
    const moving = new Set(dragged.split(" "));
    const chosen = new Set(chosenEdges.map(edgeId));
    return toDrawnEdges({ document, nodeTypes, routes, chosen }).map((edge): DrawnEdge =>
      // A line that follows the mouse has no way yet.
      moving.has(edge.source) || moving.has(edge.target) ? { ...edge, data: { route: [] } } : edge,
    );
  }, [document, nodeTypes, routes, chosenEdges, dragged]);
  const onEdgesChange = useCallback(
    (changes: EdgeChange<DrawnEdge>[]) => {
      // A frame drawn around nodes chooses them, not every line that touches one.
      const isFraming = drawing.getState().userSelectionActive;
      const choices = changes
        .filter((change) => change.type === "select")
        .filter(({ selected }) => !(selected && isFraming));
      if (choices.length === 0) return;
      const { selection, select } = store.getState();
      const chosen = new Map(selection.edges.map((edge) => [edgeId(edge), edge]));
      for (const { id, selected: isSelected } of choices) {
        if (isSelected) chosen.set(id, fromEdgeId(id));
        else chosen.delete(id);
      }
      select({ nodes: selection.nodes, edges: [...chosen.values()] });
    },
    [store, drawing],
  );
  return { edges, onEdgesChange };
}

function useRoutes(drawn: readonly DrawnNode[]): Routes {
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const [input, setInput] = useState<RouteInput>(noRouteInput);
  const next = useMemo(
    () => routeInput({ document, nodeTypes, drawn }, input),
    [document, nodeTypes, drawn, input],
  );
  // The same object again unless something really moved, so this settles at once.
  if (next !== input) setInput(next);
  return useMemo(() => routeEdges(next.boxes, next.lines), [next]);
}
