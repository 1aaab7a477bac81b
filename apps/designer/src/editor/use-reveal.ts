import { useCallback } from "react";
import type { View } from "./canvas/view.ts";
import { useEditorStore } from "./use-editor.ts";

/** Brings a node of the drawing into view and, unless told otherwise, gives it the focus. */
export function useReveal(): View["reveal"] {
  const store = useEditorStore();
  return useCallback((id, options) => store.getState().view?.reveal(id, options), [store]);
}
