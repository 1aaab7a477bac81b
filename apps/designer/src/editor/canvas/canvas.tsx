// The React Flow host: shows the document, turns gestures into commands.
import "@xyflow/react/dist/style.css";
import "../../ui/drawing/drawing.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  Background,
  BackgroundVariant,
  Controls,
  ReactFlow,
  SelectionMode,
  useReactFlow,
} from "@xyflow/react";
import { useCallback, useState } from "react";
import type { DragEvent } from "react";
import { edgeViews } from "../../ui/drawing/edge-view.tsx";
import { DrawingFrame } from "../../ui/drawing/drawing-frame.tsx";
import { fromEdgeId } from "../../ui/drawing/drawn-edges.ts";
import type { NodeOverlay } from "../../ui/drawing/drawn.ts";
import { FIT, MANY_NODES, MIN_ZOOM } from "../../ui/drawing/fit.ts";
import { nodeViews } from "../../ui/drawing/node-views.ts";
import { Overview } from "../../ui/drawing/overview.tsx";
import type { DocumentStore } from "../document-store.ts";
import { addAt } from "../edit-actions.ts";
import { NODE_TYPE_MIME } from "../palette/palette.tsx";
import { useEditor, useEditorStore } from "../use-editor.ts";
import { AddMenu } from "./add-menu.tsx";
import type { AddMenuAt } from "./add-menu.tsx";
import { createConnecting } from "./connecting.ts";
import { useDrawnEdges } from "./use-drawn-edges.ts";
import { useDrawnNodes } from "./use-drawn-nodes.ts";
import { useReveal } from "./use-reveal.ts";

// React Flow looks at every node and line again when it is given another object, so whatever can stays the same for ever.
const panButtons = [1, 2];
const multiKeys = ["Shift", "Meta", "Control"];
const snapGrid: [number, number] = [20, 20];

/** The drawing of the open flow. */
export function Canvas({
  overlays,
  onEditNote,
}: {
  readonly overlays?: ReadonlyMap<string, NodeOverlay>;
  /** The selected note is to be written. */
  readonly onEditNote?: () => void;
}) {
  const store = useEditorStore();
  const scheme = useComputedColorScheme("light");
  const flow = useReactFlow();
  const reveal = useReveal();
  const nodeCount = useEditor((state) => state.document.nodes.length);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const [menu, setMenu] = useState<AddMenuAt | null>(null);
  const [connecting] = useState(() => createConnecting(store, setMenu));
  const { shown, onNodesChange } = useDrawnNodes(overlays);
  const lines = useDrawnEdges(shown);

  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = store.getState().nodeTypes.get(event.dataTransfer.getData(NODE_TYPE_MIME));
      if (type === undefined) return;
      event.preventDefault();
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      reveal(addAt(store, type, { x: at.x, y: at.y - 28 }));
    },
    [flow, reveal, store],
  );
  return (
    <>
      <DrawingFrame nodes={shown.nodes}>
        {(view) => (
          <ReactFlow
            {...view}
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
                onEditNote?.();
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
      {menu !== null && <AddMenu at={menu} onClose={() => setMenu(null)} />}
    </>
  );
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
