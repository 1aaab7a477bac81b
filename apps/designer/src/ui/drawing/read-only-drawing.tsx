// A drawing to look at: a version, or a run on its flow.
import "@xyflow/react/dist/style.css";
import "./drawing.css";
import { useComputedColorScheme } from "@mantine/core";
import type { FlowDocument, NodeTypes } from "@throughline/flow";
import { Background, BackgroundVariant, Controls, MiniMap, ReactFlow } from "@xyflow/react";
import { useMemo, useState } from "react";
import { linesOf, toDrawnEdges, toDrawnNodes } from "./drawn.ts";
import type { DrawingCache, DrawnNode, NodeOverlay } from "./drawn.ts";
import { edgeViews } from "./edge-view.tsx";
import { FIT } from "./fit.ts";
import { boxOfNode } from "./node-size.ts";
import { nodeViews } from "./node-views.ts";
import { routeEdges } from "./route-edges.ts";

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
  const scheme = useComputedColorScheme("light");
  const [cache] = useState<DrawingCache>(() => new Map());
  const nodes = useMemo(
    () =>
      toDrawnNodes({
        document,
        nodeTypes,
        cache,
        ...(overlays === undefined ? {} : { overlays }),
      }).map((node): DrawnNode => ({ ...node, selected: node.id === selected })),
    [document, nodeTypes, overlays, selected, cache],
  );
  const routes = useMemo(
    () =>
      routeEdges(
        new Map(document.nodes.map((node) => [node.id, boxOfNode(node)])),
        linesOf(document, nodeTypes),
      ),
    [document, nodeTypes],
  );
  const edges = useMemo(
    () => [...toDrawnEdges({ document, nodeTypes, routes, ...(overlays === undefined ? {} : { overlays }) })],
    [document, nodeTypes, routes, overlays],
  );
  return (
    <ReactFlow
      aria-label={label}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeViews}
      edgeTypes={edgeViews}
      colorMode={scheme}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      onlyRenderVisibleElements={document.nodes.length > 200}
      fitView
      fitViewOptions={FIT}
      minZoom={0.1}
      onNodeClick={(_event, node) => onSelect?.(node.id)}
      onPaneClick={() => onSelect?.(null)}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--tl-dot)" />
      <Controls showInteractive={false} fitViewOptions={FIT} />
      {document.nodes.length > 14 && (
        <MiniMap
          pannable
          zoomable
          style={{ width: 150, height: 110 }}
          ariaLabel="Overview"
          nodeColor="var(--tl-line-strong)"
        />
      )}
    </ReactFlow>
  );
}
