// The nodes and notes that React Flow shows, and what becomes of its changes to them.
import { applyNodeChanges } from "@xyflow/react";
import type { NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { toDrawnNodes } from "../../ui/drawing/drawn.ts";
import type { DrawingCache, DrawnNode, NodeOverlay } from "../../ui/drawing/drawn.ts";
import { groupBy } from "../../ui/group-by.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";

/** Draws the document's nodes; selections go to the store, drops become one step of undo. */
export function useDrawnNodes(overlays: ReadonlyMap<string, NodeOverlay> | undefined) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const problems = useEditor((state) => state.problems);
  const selected = useEditor((state) => state.selection.nodes);
  const [cache] = useState<DrawingCache>(() => new Map());
  const [nodes, setNodes] = useState<DrawnNode[]>([]);
  const drawn = useMemo(() => {
    const byNode = groupBy(
      problems.filter(({ node }) => node !== undefined),
      ({ node }) => node ?? "",
    );
    return toDrawnNodes({
      document,
      nodeTypes,
      problems: byNode,
      cache,
      ...(overlays === undefined ? {} : { overlays }),
    });
  }, [document, nodeTypes, problems, overlays, cache]);
  useEffect(() => {
    const chosen = new Set(selected);
    // React Flow owns sizes and drags; the document owns the rest: this is where the two meet.
    // oxlint-disable-next-line react/set-state-in-effect
    setNodes((current) => {
      const before = new Map(current.map((node) => [node.id, node]));
      return drawn.map((node): DrawnNode => {
        const known = before.get(node.id);
        const isSelected = chosen.has(node.id);
        if (known === undefined) return { ...node, selected: isSelected };
        const isSame = known.data === node.data && known.selected === isSelected && known.dragging !== true;
        if (
          isSame &&
          known.type === "step" &&
          known.position.x === node.position.x &&
          known.position.y === node.position.y
        )
          return known;
        const measured = known.measured === undefined ? {} : { measured: known.measured };
        return { ...node, ...measured, selected: isSelected } as DrawnNode; // the spread keeps the kind of `node`
      });
    });
  }, [drawn, selected]);
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
      setNodes((current) =>
        applyNodeChanges(
          changes.filter(({ type }) => type !== "select" && type !== "remove"),
          current,
        ),
      );
      if (dropped.length > 0) run("move", { to: Object.fromEntries(dropped) });
    },
    [store],
  );
  return { nodes, onNodesChange };
}
