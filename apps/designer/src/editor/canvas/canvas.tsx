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
import type { Connection, Edge, FinalConnectionState } from "@xyflow/react";
import { useCallback, useRef, useState } from "react";
import type { DragEvent } from "react";
import { edgeViews } from "../../ui/drawing/edge-view.tsx";
import { DrawingFrame } from "../../ui/drawing/drawing-frame.tsx";
import { edgeId, fromEdgeId } from "../../ui/drawing/drawn-edges.ts";
import type { NodeOverlay } from "../../ui/drawing/drawn.ts";
import { FIT, MANY_NODES, MIN_ZOOM } from "../../ui/drawing/fit.ts";
import { nodeViews } from "../../ui/drawing/node-views.ts";
import { Overview } from "../../ui/drawing/overview.tsx";
import { sayProblem } from "../../ui/say.ts";
import type { PortRef } from "../commands/command.ts";
import { addAt, connectPorts, moveConnection, refuseConnection } from "../edit-actions.ts";
import { NODE_TYPE_MIME } from "../palette/palette.tsx";
import { useEditor, useEditorStore } from "../use-editor.ts";
import { AddMenu } from "./add-menu.tsx";
import type { AddMenuAt } from "./add-menu.tsx";
import { useDrawnEdges } from "./use-drawn-edges.ts";
import { useDrawnNodes } from "./use-drawn-nodes.ts";
import { useReveal } from "./use-reveal.ts";

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
  // React Flow asks about a moved connection without saying which one it is.
  const moved = useRef<PortRef | null>(null);
  const { shown, onNodesChange } = useDrawnNodes(overlays);
  const lines = useDrawnEdges(shown);

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const from = state.fromHandle;
      if (
        from === null ||
        from.nodeId === undefined ||
        from.type !== "source" ||
        from.id === null ||
        from.id === undefined
      )
        return;
      const port: PortRef = { node: from.nodeId, port: from.id };
      const point = "changedTouches" in event ? event.changedTouches[0] : event;
      // What was let go over a port that takes it is connected already.
      if (point === undefined || state.isValid === true) return;
      const to = state.toNode?.id ?? nodeUnder(point);
      const old = moved.current;
      if (to !== null) {
        if (to === port.node && state.toHandle?.type !== "target") return;
        // Dropped on the body of a node instead of its entry: meant all the same.
        const reason =
          old === null ? connectPorts(store, port, to) : moveConnection(store, old, { from: port, to });
        if (reason !== null) sayProblem("Not connected", reason);
        return;
      }
      // A connection that is let go over empty ground stays as it was.
      if (old !== null) return;
      const isUsed = store.getState().document.edges.some((edge) => edgeId(edge.from) === edgeId(port));
      if (isUsed) {
        sayProblem(
          "Not connected",
          `This node already leads on by “${port.port}”. Delete that connection first, or drag its end elsewhere.`,
        );
        return;
      }
      setMenu({ screen: { x: point.clientX, y: point.clientY }, after: port, isPlace: true });
    },
    [store],
  );
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
            onConnect={(connection) => connectDrawn(store, connection)}
            onConnectEnd={onConnectEnd}
            isValidConnection={(connection) => isAllowed(store, connection, moved.current)}
            onReconnectStart={(_event, edge) => {
              moved.current = fromEdgeId(edge.id);
            }}
            onReconnect={(edge, { source, sourceHandle, target }) => {
              if (sourceHandle !== null)
                moveConnection(store, fromEdgeId(edge.id), {
                  from: { node: source, port: sourceHandle },
                  to: target,
                });
            }}
            onReconnectEnd={() => {
              moved.current = null;
            }}
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
            onNodeDoubleClick={(_event, node) => {
              if (node.type === "note") onEditNote?.();
            }}
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionMode={SelectionMode.Partial}
            selectionOnDrag
            panOnDrag={[1, 2]}
            panOnScroll
            multiSelectionKeyCode={["Shift", "Meta", "Control"]}
            snapToGrid
            snapGrid={[20, 20]}
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

/** React Flow knows the port under the pointer, not the node. */
function nodeUnder({
  clientX,
  clientY,
}: {
  readonly clientX: number;
  readonly clientY: number;
}): string | null {
  const found = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>(".react-flow__node-step");
  return found?.dataset["id"] ?? null;
}

/** Whoever moves by keyboard works with what has the focus: a node, a note or a line. */
function selectFocused(store: Store, target: Element): void {
  if (!target.matches(":focus-visible")) return;
  const id = target.getAttribute("data-id");
  if (id === null) return;
  const { selection, select } = store.getState();
  if (target.matches(".react-flow__node") && !selection.nodes.includes(id)) select({ nodes: [id] });
  if (target.matches(".react-flow__edge")) select({ edges: [fromEdgeId(id)] });
}

type Store = ReturnType<typeof useEditorStore>;

function isAllowed(store: Store, connection: Connection | Edge, moved: PortRef | null): boolean {
  const { source, sourceHandle, target } = connection;
  if (sourceHandle === null || sourceHandle === undefined) return false;
  return refuseConnection(store, { node: source, port: sourceHandle }, target, moved ?? undefined) === null;
}

function connectDrawn(store: Store, { source, sourceHandle, target }: Connection): void {
  if (sourceHandle !== null) connectPorts(store, { node: source, port: sourceHandle }, target);
}
