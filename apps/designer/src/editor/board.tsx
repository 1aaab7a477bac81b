// The drawing of an open flow as a part of the page by itself: a React root of its own, so that it can be there before all
// that stands around it, and stay the same when that comes.
import { ReactFlowProvider } from "@xyflow/react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import "./board.css";
import { Canvas } from "./canvas/canvas.tsx";
import type { DocumentStore } from "./document-store.ts";
import { EditorContext } from "./use-editor.ts";

/** A drawing and the store of its flow. */
export interface Board {
  readonly store: DocumentStore;
  /** Puts the drawing into a place of the page. Moving it leaves alone what it shows and what a person does in it. */
  showIn(place: Element): void;
  /** Is told when the drawing cannot be drawn any more, also when that was before. */
  onBroken(tell: (error: unknown) => void): void;
  close(): void;
}

/** A board for a flow; it draws nothing before it is shown. */
export function createBoard(store: DocumentStore): Board {
  const element = document.createElement("div");
  element.className = "tl-board";
  let root: Root | null = null;
  let broken: { readonly error: unknown } | null = null;
  let tellBroken: ((error: unknown) => void) | undefined;
  return {
    store,
    showIn(place) {
      move(element, place);
      if (root !== null) return;
      root = createRoot(element, {
        onUncaughtError(error) {
          broken = { error };
          tellBroken?.(error);
        },
      });
      root.render(
        <EditorContext value={store}>
          <ReactFlowProvider>
            <Canvas />
          </ReactFlowProvider>
        </EditorContext>,
      );
    },
    onBroken(tell) {
      tellBroken = tell;
      if (broken !== null) tell(broken.error);
    },
    close() {
      element.remove();
      const closing = root;
      root = null;
      // React does not end one root while it is at work on another.
      queueMicrotask(() => closing?.unmount());
    },
  };
}

/** Moves an element; what has the focus in it keeps it. */
function move(element: Element, place: Element): void {
  const focused = document.activeElement;
  // Not every browser can move what stays as it is; scrolling and a captured pointer are lost then.
  if (element.isConnected && typeof place.moveBefore === "function") place.moveBefore(element, null);
  else place.append(element);
  if (focused instanceof HTMLElement && element.contains(focused)) focused.focus({ preventScroll: true });
}
