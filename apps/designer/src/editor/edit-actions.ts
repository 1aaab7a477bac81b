// What the palette, the canvas, the menu and the keyboard all do with the drawing; each is one step of undo.
import { nodeTypeKey } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { NODE_HEIGHT, NODE_WIDTH } from "../ui/drawing/node-size.ts";
import { portsOfNode } from "../ui/drawing/ports.ts";
import type { PortRef } from "./commands/command.ts";
import type { Point } from "./commands/move.ts";
import { pastedIds, toClip } from "./commands/paste.ts";
import type { Clip } from "./commands/read-clip.ts";
import type { DocumentStore } from "./document-store.ts";
import { takenIds } from "./taken-ids.ts";
import { freePort, newNode } from "./new-node.ts";
import { noteSize, placeAfter, placeFree } from "./place-free.ts";

/** Adds a node after the selected one (at its first free port), or near `fallback` when none is selected. Returns its id. */
export function addAfterSelection(store: DocumentStore, type: NodeType, fallback: Point): string {
  const { document, selection, nodeTypes } = store.getState();
  const selected = document.nodes.find(({ id }) => id === selection.nodes.at(-1));
  if (selected === undefined) return addAt(store, type, { x: fallback.x, y: fallback.y - NODE_HEIGHT / 2 });
  const from = type.instruction === "trigger" ? null : freePort(document, selected, nodeTypes);
  if (from !== null) return addAfter(store, type, from);
  return put(store, type, placeAfter(document, selected, { portIndex: 0, portCount: 1 }));
}

/** Adds a node that follows a port, in the free place below it. Returns its id. */
export function addAfter(store: DocumentStore, type: NodeType, after: PortRef): string {
  const { document, nodeTypes } = store.getState();
  const source = document.nodes.find(({ id }) => id === after.node);
  if (source === undefined) return put(store, type, placeFree(document, { x: 0, y: 0 }));
  const ports = portsOfNode(source, nodeTypes.get(nodeTypeKey(source.type, source.typeVersion)));
  const place = placeAfter(document, source, {
    portIndex: Math.max(0, ports.indexOf(after.port)),
    portCount: ports.length,
  });
  return put(store, type, place, after);
}

/** Adds a node with the middle of its top at a place, or near it, connected from a port when one is given. Returns its id. */
export function addAt(store: DocumentStore, type: NodeType, at: Point, after?: PortRef): string {
  const { document } = store.getState();
  return put(store, type, placeFree(document, { x: at.x - NODE_WIDTH / 2, y: at.y }), after);
}

function put(store: DocumentStore, type: NodeType, place: Point, after?: PortRef): string {
  const { run } = store.getState();
  const node = newNode(takenIds(store.getState()), type, place);
  run(
    "add-node",
    { node, after: type.instruction === "trigger" ? undefined : after },
    { select: only(node.id) },
  );
  return node.id;
}

/**
 * Why a connection cannot be drawn, as a sentence; null when it can. `moved` is the port whose connection is being
 * dragged elsewhere: it is as good as gone.
 */
export function refuseConnection(
  store: DocumentStore,
  from: PortRef,
  to: string,
  moved?: PortRef,
): string | null {
  const { document, nodeTypes } = store.getState();
  const target = document.nodes.find(({ id }) => id === to);
  const source = document.nodes.find(({ id }) => id === from.node);
  if (target === undefined || source === undefined) return "A connection ends at a node.";
  if (from.node === to) return `“${source.name}” cannot lead to itself.`;
  const targetType = nodeTypes.get(nodeTypeKey(target.type, target.typeVersion));
  if (targetType?.instruction === "trigger")
    return `“${target.name}” starts runs, so nothing can lead to it.`;
  const existing = document.edges.find(
    (edge) => edge.from.node === from.node && edge.from.port === from.port,
  );
  const isMoved = moved !== undefined && moved.node === from.node && moved.port === from.port;
  if (existing !== undefined && existing.to.node !== to && !isMoved) {
    return `“${source.name}” already leads on by “${from.port}”. Delete that connection first, or drag its end elsewhere.`;
  }
  return null;
}

/** Connects, if it can be; returns why not otherwise. */
export function connectPorts(store: DocumentStore, from: PortRef, to: string): string | null {
  const reason = refuseConnection(store, from, to);
  if (reason === null) store.getState().run("connect", { from, to });
  return reason;
}

/** Leads the connection of `old` elsewhere, if that can be; returns why not otherwise. */
export function moveConnection(
  store: DocumentStore,
  old: PortRef,
  { from, to }: { readonly from: PortRef; readonly to: string },
): string | null {
  const reason = refuseConnection(store, from, to, old);
  if (reason === null) store.getState().run("reconnect", { old, from, to });
  return reason;
}

/** Deletes what is selected. */
export function deleteSelection(store: DocumentStore): void {
  const { selection, run } = store.getState();
  run(
    "remove",
    { nodes: selection.nodes, edges: selection.edges, notes: selection.nodes },
    { select: { nodes: [], edges: [] } },
  );
}

/** Pastes a clip, free and near to where it came from. Returns the id of its first node. */
export function pasteClip(store: DocumentStore, clip: Clip): string | undefined {
  const { document, nodeTypes, run } = store.getState();
  const xs = clip.nodes.map(({ position }) => position.x);
  const ys = clip.nodes.map(({ position }) => position.y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  const place = placeFree(
    document,
    { x: left + 40, y: top + 40 },
    { width: Math.max(...xs) - left + NODE_WIDTH, height: Math.max(...ys) - top + NODE_HEIGHT },
  );
  const taken = takenIds(store.getState());
  const ids = [...pastedIds(document, clip, taken).values()];
  const offset = { x: place.x - left, y: place.y - top };
  run("paste", { clip, offset, taken, nodeTypes }, { select: { nodes: ids, edges: [] } });
  return ids[0];
}

/** Copies the selection beside itself. Returns the id of the first copy. */
export function duplicateSelection(store: DocumentStore): string | undefined {
  const { document, selection } = store.getState();
  const clip = toClip(document, selection.nodes);
  return clip === null ? undefined : pasteClip(store, clip);
}

/** Moves the selection by a distance. */
export function nudgeSelection(store: DocumentStore, by: Point): void {
  const { document, selection, run } = store.getState();
  const chosen = [...document.nodes, ...document.notes].filter(({ id }) => selection.nodes.includes(id));
  run(
    "move",
    {
      to: Object.fromEntries(
        chosen.map(({ id, position }) => [id, { x: position.x + by.x, y: position.y + by.y }]),
      ),
    },
    { merge: `nudge ${selection.nodes.join()}` },
  );
}

/** Selects the neighbour of the selected node: along a connection, or beside it. Returns its id, if there is one. */
export function selectNeighbour(
  store: DocumentStore,
  direction: "up" | "down" | "left" | "right",
): string | undefined {
  const { document, selection, nodeTypes, select } = store.getState();
  const current = document.nodes.find(({ id }) => id === selection.nodes.at(-1));
  if (current === undefined) {
    const [first] = document.nodes.toSorted((a, b) => a.position.y - b.position.y);
    if (first !== undefined) select({ nodes: [first.id] });
    return first?.id;
  }
  const ports = portsOfNode(current, nodeTypes.get(nodeTypeKey(current.type, current.typeVersion)));
  const next = {
    up: () => document.edges.find(({ to }) => to.node === current.id)?.from.node,
    down: () =>
      ports.flatMap(
        (port) => document.edges.find(({ from }) => from.node === current.id && from.port === port) ?? [],
      )[0]?.to.node,
    left: () => beside(-1),
    right: () => beside(1),
  }[direction]();
  if (next !== undefined) select({ nodes: [next] });
  return next;

  function beside(sign: 1 | -1): string | undefined {
    const here = current?.position ?? { x: 0, y: 0 };
    return document.nodes
      .filter(({ position }) => (position.x - here.x) * sign > 10)
      .toSorted((a, b) => distance(a.position) - distance(b.position))[0]?.id;
    function distance(point: Point): number {
      return Math.abs(point.x - here.x) + 3 * Math.abs(point.y - here.y);
    }
  }
}

/** Puts a note on the drawing, beside what is there, and selects it. Returns its id. */
export function addNote(store: DocumentStore, at: Point): string {
  const { document, run } = store.getState();
  let count = document.notes.length + 1;
  while (document.notes.some(({ id }) => id === `note-${count}`)) count += 1;
  const id = `note-${count}`;
  run(
    "put-note",
    {
      note: {
        id,
        text: "",
        position: placeFree(document, at, noteSize),
        size: noteSize,
      },
    },
    { select: only(id) },
  );
  return id;
}

function only(id: string): { readonly nodes: readonly string[]; readonly edges: readonly PortRef[] } {
  return { nodes: [id], edges: [] };
}
