// What connecting two nodes, and leading a connection elsewhere, do to the document.
import type { Connection, Edge, FinalConnectionState } from "@xyflow/react";
import { edgeId, fromEdgeId } from "../../ui/drawing/drawn-edges.ts";
import type { PortRef } from "../commands/command.ts";
import type { DocumentStore } from "../document-store.ts";
import { connectPorts, moveConnection, refuseConnection } from "../edit-actions.ts";

/** The handlers of React Flow for connections; the same ones for ever, so that it looks at no line again for their sake. */
export function createConnecting(store: DocumentStore) {
  // React Flow asks about a moved connection without saying which one it is.
  let moved: PortRef | null = null;
  return {
    onConnect: (connection: Connection) => connectDrawn(store, connection),
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
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
      const old = moved;
      if (to !== null) {
        if (to === port.node && state.toHandle?.type !== "target") return;
        // Dropped on the body of a node instead of its entry: meant all the same.
        const reason =
          old === null ? connectPorts(store, port, to) : moveConnection(store, old, { from: port, to });
        if (reason !== null) sayRefused(store, reason);
        return;
      }
      // A connection that is let go over empty ground stays as it was.
      if (old !== null) return;
      const isUsed = store.getState().document.edges.some((edge) => edgeId(edge.from) === edgeId(port));
      if (isUsed) {
        sayRefused(
          store,
          `This node already leads on by “${port.port}”. Delete that connection first, or drag its end elsewhere.`,
        );
        return;
      }
      store
        .getState()
        .openMenu({ screen: { x: point.clientX, y: point.clientY }, after: port, isPlace: true });
    },
    isValidConnection: (connection: Connection | Edge) => isAllowed(store, connection, moved),
    onReconnectStart: (_event: unknown, edge: Edge) => {
      moved = fromEdgeId(edge.id);
    },
    onReconnect: (edge: Edge, { source, sourceHandle, target }: Connection) => {
      if (sourceHandle !== null)
        moveConnection(store, fromEdgeId(edge.id), {
          from: { node: source, port: sourceHandle },
          to: target,
        });
    },
    onReconnectEnd: () => {
      moved = null;
    },
  };
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

function sayRefused(store: DocumentStore, message: string): void {
  store.getState().want({ kind: "say-problem", title: "Not connected", message });
}

function isAllowed(store: DocumentStore, connection: Connection | Edge, moved: PortRef | null): boolean {
  const { source, sourceHandle, target } = connection;
  if (sourceHandle === null || sourceHandle === undefined) return false;
  return refuseConnection(store, { node: source, port: sourceHandle }, target, moved ?? undefined) === null;
}

function connectDrawn(store: DocumentStore, { source, sourceHandle, target }: Connection): void {
  if (sourceHandle !== null) connectPorts(store, { node: source, port: sourceHandle }, target);
}
