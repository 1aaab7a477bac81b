// The lines that React Flow shows, and what becomes of its changes to them.
import type { MouseEvent } from "react";
import { useStoreApi } from "@xyflow/react";
import type { EdgeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import { edgeId, fromEdgeId } from "../../ui/drawing/drawn-edges.ts";
import type { DrawnEdge } from "../../ui/drawing/drawn-edges.ts";
import { useShownEdges } from "../../ui/drawing/use-shown-edges.ts";
import type { ShownNodes } from "../../ui/drawing/use-shown-nodes.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";

/** Draws the document's connections around the nodes as they are shown; selections go to the store. */
export function useDrawnEdges(shown: ShownNodes) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const selection = useEditor((state) => state.selection.edges);
  const drawing = useStoreApi();
  const chosen = useMemo(() => new Set(selection.map(edgeId)), [selection]);
  const [pointed, setPointed] = useState<string | null>(null);
  const edges = useShownEdges({ document, nodeTypes, chosen, pointed: isReadOnly ? null : pointed, shown });
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
  const onEdgeMouseEnter = useCallback((_event: MouseEvent, { id }: DrawnEdge) => setPointed(id), []);
  const onEdgeMouseLeave = useCallback(() => {
    // The end that somebody leads elsewhere stays in their hand.
    if (!drawing.getState().connection.inProgress) setPointed(null);
  }, [drawing]);
  return { edges, onEdgesChange, onEdgeMouseEnter, onEdgeMouseLeave };
}
