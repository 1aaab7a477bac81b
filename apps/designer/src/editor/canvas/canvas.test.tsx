// @vitest-environment happy-dom
// What opening and changing a drawing costs, counted and not timed. The browser's measuring is done here by hand.
import { emptyDocument, toNodeTypes } from "@throughline/flow";
import type { DocumentNode, FlowDocument, NodeType } from "@throughline/flow";
import type { ReactFlowState } from "@xyflow/react";
import { ReactFlowProvider, useStoreApi } from "@xyflow/react";
import { act, useEffect } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { routeEdges } from "../../ui/drawing/route-edges.ts";
import { createDocumentStore } from "../document-store.ts";
import type { DocumentStore } from "../document-store.ts";
import { EditorContext } from "../use-editor.ts";
import { Canvas } from "./canvas.tsx";

const drawnIcons: string[] = [];
// Every card has one icon, so this counts how often cards are drawn.
vi.mock("../../ui/icon.tsx", () => ({
  Icon: ({ name }: { readonly name: string }) => {
    drawnIcons.push(name);
    return null;
  },
}));
vi.mock(import("../../ui/drawing/route-edges.ts"), async (original) => {
  const { routeEdges: real, ...rest } = await original();
  return { ...rest, routeEdges: vi.fn(real) };
});

const cardHeight = { now: 83 };
let measure: () => void;
let drawing: { getState(): ReactFlowState };
let host: HTMLDivElement;
let root: Root;

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const observed = new Set<() => void>();
  measure = () => act(() => observed.forEach((tell) => tell()));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      readonly #targets = new Set<Element>();
      constructor(callback: ResizeObserverCallback) {
        observed.add(() =>
          callback(
            [...this.#targets].map((target) => ({ target }) as unknown as ResizeObserverEntry), // all that is read
            this,
          ),
        );
      }
      observe(target: Element): void {
        this.#targets.add(target);
      }
      unobserve(target: Element): void {
        this.#targets.delete(target);
      }
      disconnect(): void {
        this.#targets.clear();
      }
    },
  );
  vi.stubGlobal(
    "DOMMatrixReadOnly",
    class {
      readonly m22 = 1;
    },
  );
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockImplementation(function (this: HTMLElement) {
    return this.classList.contains("react-flow__node") ? 256 : 1_440;
  });
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) {
    return this.classList.contains("react-flow__node") ? cardHeight.now : 900;
  });
  cardHeight.now = 83;
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("opening draws every card once and leads the lines once, and nothing is measured that was foretold", () => {
  open(withNodes(30));
  measure();
  expect(drawnIcons).toHaveLength(30);
  expect(routeEdges).toHaveBeenCalledTimes(1);
  expect(host.querySelectorAll(".react-flow__edge")).toHaveLength(29);
});

it("cards that turn out larger are taken over in one go: no card is drawn again, lines are led once more", () => {
  cardHeight.now = 117;
  open(withNodes(30));
  measure();
  expect(drawnIcons).toHaveLength(30);
  expect(routeEdges).toHaveBeenCalledTimes(2);
  expect(drawing.getState().nodeLookup.get("n3")?.measured.height).toBe(117);
});

it("when ports change, React Flow knows their places with the change itself, and only those cards are drawn again", () => {
  const store = open(withNodes(30));
  measure();
  drawnIcons.length = 0;
  const measuring = vi.spyOn(drawing.getState(), "updateNodeInternals");
  act(() => {
    for (const id of ["n3", "n7"])
      store.getState().run("set-node", {
        id,
        changes: { config: { branches: ["a", "b", "c"].map((port) => ({ port, when: true })) } },
        ports: { before: ["else"], after: ["a", "b", "c", "else"] },
      });
  });
  expect(drawnIcons).toHaveLength(2);
  expect(measuring).not.toHaveBeenCalled();
  const ports = drawing.getState().nodeLookup.get("n3")?.internals.handleBounds?.source ?? [];
  expect(ports.map(({ id }) => id)).toEqual(["a", "b", "c", "else"]);
});

it("choosing a node draws that card again and no other", () => {
  const store = open(withNodes(30));
  measure();
  drawnIcons.length = 0;
  act(() => store.getState().select({ nodes: ["n5"] }));
  expect(drawnIcons).toHaveLength(1);
});

it("dragging a node draws no card again, leads no line anew, and is one step of undo when it ends", () => {
  const store = open(withNodes(30));
  measure();
  drawnIcons.length = 0;
  vi.mocked(routeEdges).mockClear();
  for (const x of [20, 40, 60]) moveTo("n5", x, true);
  expect(drawing.getState().nodeLookup.get("n5")?.position.x).toBe(60);
  expect(drawnIcons).toHaveLength(0);
  expect(routeEdges).not.toHaveBeenCalled();
  moveTo("n5", 60, false);
  expect(drawing.getState().nodeLookup.get("n5")?.position.x).toBe(60);
  expect(routeEdges).toHaveBeenCalledTimes(1);
  expect(store.getState().past).toHaveLength(1);
  act(() => store.getState().undo());
  expect(drawing.getState().nodeLookup.get("n5")?.position.x).toBe(0);
});

function moveTo(id: string, x: number, dragging: boolean): void {
  const y = drawing.getState().nodeLookup.get(id)?.position.y ?? 0;
  act(() => drawing.getState().triggerNodeChanges([{ id, type: "position", position: { x, y }, dragging }]));
}

/** A column of nodes, each of which leads to the next. */
function withNodes(count: number): FlowDocument {
  const nodes = Array.from({ length: count }, (_, index): DocumentNode => ({
    id: `n${index}`,
    type: "split",
    typeVersion: 1,
    name: `Node ${index}`,
    config: {},
    position: { x: 0, y: 160 * index },
  }));
  return {
    ...emptyDocument("long", "Long"),
    nodes,
    edges: nodes
      .slice(1)
      .map(({ id }, index) => ({ from: { node: `n${index}`, port: "else" }, to: { node: id } })),
  };
}

const split: NodeType = {
  type: "split",
  version: 1,
  title: "Split",
  description: "",
  icon: "split",
  category: "logic",
  instruction: "split",
  config: {},
  output: {},
  sample: { config: {}, output: null },
};

function open(document: FlowDocument): DocumentStore {
  drawnIcons.length = 0;
  vi.mocked(routeEdges).mockClear();
  const store = createDocumentStore({ document, revision: 1, nodeTypes: toNodeTypes([split]) });
  act(() =>
    root.render(
      <EditorContext value={store}>
        <ReactFlowProvider>
          <Canvas />
          <Probe />
        </ReactFlowProvider>
      </EditorContext>,
    ),
  );
  return store;
}

function Probe() {
  const store = useStoreApi();
  useEffect(() => {
    drawing = store;
  }, [store]);
  return null;
}
