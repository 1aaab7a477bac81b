// A drawing to look at: a version, or a run on its flow.
import "@xyflow/react/dist/style.css";
import "./drawing.css";
import type { FlowDocument, NodeTypes } from "@throughline/flow";
import { Background, BackgroundVariant, Controls, ReactFlow } from "@xyflow/react";
import { useCallback, useMemo } from "react";
import { DrawingFrame } from "./drawing-frame.tsx";
import type { DrawnNode, NodeOverlay } from "./drawn.ts";
import { edgeViews } from "./edge-view.tsx";
import { FIT, MANY_NODES, MIN_ZOOM } from "./fit.ts";
import { nodeViews } from "./node-views.ts";
import { useColourScheme } from "../use-colour-scheme.ts";
import { Overview } from "./overview.tsx";
import { useShownEdges } from "./use-shown-edges.ts";
import { useShownNodes } from "./use-shown-nodes.ts";

interface ReadOnlyDrawingProps {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly overlays?: ReadonlyMap<string, NodeOverlay>;
  readonly selected?: string | null;
  readonly label: string;
  readonly onSelect?: (node: string | null) => void;
}

/** Shows a document with React Flow; nodes can be selected, nothing can be changed. */
export function ReadOnlyDrawing({
  document,
  nodeTypes,
  overlays,
  selected = null,
  label,
  onSelect,
}: ReadOnlyDrawingProps) {
  const scheme = useColourScheme();
  const chosen = useMemo(() => new Set(selected === null ? [] : [selected]), [selected]);
  const shown = useShownNodes({ document, nodeTypes, overlays, selected: chosen });
  const selectNode = useCallback((_event: unknown, { id }: DrawnNode) => onSelect?.(id), [onSelect]);
  const selectNothing = useCallback(() => onSelect?.(null), [onSelect]);
  const edges = useShownEdges({ document, nodeTypes, overlays, shown });
  return (
    <DrawingFrame nodes={shown.nodes}>
      {(view) => (
        <ReactFlow
          {...view}
          aria-label={label}
          nodes={shown.nodes}
          edges={edges}
          nodeTypes={nodeViews}
          edgeTypes={edgeViews}
          colorMode={scheme}
          onNodesChange={shown.takeChanges}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          deleteKeyCode={null}
          onlyRenderVisibleElements={document.nodes.length > MANY_NODES}
          minZoom={MIN_ZOOM}
          onNodeClick={selectNode}
          onPaneClick={selectNothing}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--tl-dot)" />
          <Controls showInteractive={false} fitViewOptions={FIT} />
          <Overview nodeCount={document.nodes.length} />
        </ReactFlow>
      )}
    </DrawingFrame>
  );
}
