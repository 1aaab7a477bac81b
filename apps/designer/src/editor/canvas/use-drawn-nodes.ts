// The nodes and notes that React Flow shows, and what becomes of its changes to them.
import type { NodeChange } from "@xyflow/react";
import { useCallback, useMemo } from "react";
import type { DrawnNode } from "../../ui/drawing/drawn.ts";
import { useShownNodes } from "../../ui/drawing/use-shown-nodes.ts";
import { groupBy } from "../../ui/group-by.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";

/** Draws the document's nodes; selections go to the store, drops become one step of undo. */
export function useDrawnNodes() {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const problems = useEditor((state) => state.problems);
  const selection = useEditor((state) => state.selection.nodes);
  const overlays = useEditor((state) => state.overlays) ?? undefined;
  const byNode = useMemo(
    () =>
      groupBy(
        problems.filter(({ node }) => node !== undefined),
        ({ node }) => node ?? "",
      ),
    [problems],
  );
  const selected = useMemo(() => new Set(selection), [selection]);
  const shown = useShownNodes({ document, nodeTypes, problems: byNode, overlays, selected });
  const { takeChanges } = shown;
  const onNodesChange = useCallback(
    (changes: NodeChange<DrawnNode>[]) => {
      const { selection, select, run } = store.getState();
      const choices = changes.filter((change) => change.type === "select");
      if (choices.length > 0) {
        const chosen = new Set(selection.nodes);
        for (const { id, selected: isSelected } of choices) {
          if (isSelected) chosen.add(id);
          else chosen.delete(id);
        }
        select({
          nodes: [...chosen],
          edges: choices.some(({ selected: isSelected }) => isSelected) ? [] : selection.edges,
        });
      }
      const dropped = changes.flatMap((change) =>
        change.type === "position" && change.dragging === false && change.position !== undefined
          ? [[change.id, change.position] as const]
          : [],
      );
      // The document first: what was dropped must not be seen where it came from.
      if (dropped.length > 0) run("move", { to: Object.fromEntries(dropped) });
      takeChanges(changes);
    },
    [store, takeChanges],
  );
  return { shown, onNodesChange };
}
