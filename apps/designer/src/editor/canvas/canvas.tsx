// The React Flow host: shows the document, turns gestures into commands.
import "@xyflow/react/dist/style.css";
import "../../ui/drawing/drawing.css";
import {
  Background,
  BackgroundVariant,
  Controls,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { useCallback, useLayoutEffect, useMemo, useState } from "react";
import type { DragEvent } from "react";
import { edgeViews } from "../../ui/drawing/edge-view.tsx";
import { DrawingFrame } from "../../ui/drawing/drawing-frame.tsx";
import { fromEdgeId } from "../../ui/drawing/drawn-edges.ts";
import type { DrawnEdge } from "../../ui/drawing/drawn-edges.ts";
import type { DrawnNode } from "../../ui/drawing/drawn.ts";
import { FIT, MANY_NODES, MIN_ZOOM } from "../../ui/drawing/fit.ts";
import { nodeViews } from "../../ui/drawing/node-views.ts";
import { Overview } from "../../ui/drawing/overview.tsx";
import { useColourScheme } from "../../ui/use-colour-scheme.ts";
import type { DocumentStore } from "../document-store.ts";
import { addAt } from "../edit-actions.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";
import { createConnecting } from "./connecting.ts";
import { NODE_TYPE_MIME } from "./node-type-mime.ts";
import { useDrawnEdges } from "./use-drawn-edges.ts";
import { useDrawnNodes } from "./use-drawn-nodes.ts";
import { createView } from "./view.ts";
import type { View } from "./view.ts";

// React Flow looks at every node and line again when it is given another object, so whatever can stays the same for ever.
const panButtons = [1, 2];
const multiKeys = ["Shift", "Meta", "Control"];
const snapGrid: [number, number] = [20, 20];

/** The drawing of the open flow. */
export function Canvas() {
  const store = useEditorStore();
  const scheme = useColourScheme();
  const view = useView();
  const nodeCount = useEditor((state) => state.document.nodes.length);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const [connecting] = useState(() => createConnecting(store));
  const { shown, onNodesChange } = useDrawnNodes();
  const lines = useDrawnEdges(shown);

  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = store.getState().nodeTypes.get(event.dataTransfer.getData(NODE_TYPE_MIME));
      if (type === undefined) return;
      event.preventDefault();
      const at = view.toDrawing({ x: event.clientX, y: event.clientY });
      view.reveal(addAt(store, type, { x: at.x, y: at.y - 28 }));
    },
    [view, store],
  );
  return (
    <DrawingFrame nodes={shown.nodes}>
      {(opening) => (
        <ReactFlow
          {...opening}
          aria-label="Drawing"
          nodes={shown.nodes}
          {...lines}
          nodeTypes={nodeViews}
          edgeTypes={edgeViews}
          colorMode={scheme}
          onNodesChange={onNodesChange}
          {...connecting}
          onDragOver={(event) => {
            if (!event.dataTransfer.types.includes(NODE_TYPE_MIME)) return;
            event.preventDefault();
            event.dataTransfer.dropEffect = "copy";
          }}
          onDrop={onDrop}
          nodesDraggable={!isReadOnly}
          nodesConnectable={!isReadOnly}
          edgesReconnectable={!isReadOnly}
          edgesFocusable={!isReadOnly}
          // Takes the focus when what had it is deleted.
          tabIndex={-1}
          onFocusCapture={(event) => selectFocused(store, event.target)}
          onDoubleClick={({ target }) => {
            if (target instanceof Element && target.closest(".react-flow__node-note") !== null)
              store.getState().want({ kind: "write-note" });
          }}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionMode={SelectionMode.Partial}
          selectionOnDrag
          panOnDrag={panButtons}
          panOnScroll
          multiSelectionKeyCode={multiKeys}
          snapToGrid
          snapGrid={snapGrid}
          connectionRadius={28}
          reconnectRadius={20}
          elevateEdgesOnSelect
          zoomOnDoubleClick={false}
          onlyRenderVisibleElements={nodeCount > MANY_NODES}
          minZoom={MIN_ZOOM}
          elevateNodesOnSelect
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--tl-dot)" />
          <Controls showInteractive={false} fitViewOptions={FIT} />
          <Overview nodeCount={nodeCount} />
        </ReactFlow>
      )}
    </DrawingFrame>
  );
}

/** The drawing for whoever stands around it; they find it in the store. */
function useView(): View {
  const store = useEditorStore();
  const flow = useReactFlow<DrawnNode, DrawnEdge>();
  const drawing = useStoreApi();
  const view = useMemo(() => createView(flow, drawing), [flow, drawing]);
  useLayoutEffect(() => {
    store.getState().setView(view);
    return () => store.getState().setView(null);
  }, [store, view]);
  return view;
}

/** Whoever moves by keyboard works with what has the focus: a node, a note or a line. */
function selectFocused(store: DocumentStore, target: Element): void {
  if (!target.matches(":focus-visible")) return;
  const id = target.getAttribute("data-id");
  if (id === null) return;
  const { selection, select } = store.getState();
  if (target.matches(".react-flow__node") && !selection.nodes.includes(id)) select({ nodes: [id] });
  if (target.matches(".react-flow__edge")) select({ edges: [fromEdgeId(id)] });
}
