import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { DocumentStore, EditorState } from "./document-store.ts";

/** The store of the flow that is open. */
export const EditorContext = createContext<DocumentStore | null>(null);

/** The store itself, for handlers that read the state when they run. */
export function useEditorStore(): DocumentStore {
  const store = useContext(EditorContext);
  if (store === null)
    throw new TypeError('Cannot use the editor\'s state "here": no flow is open, render inside the editor');
  return store;
}

/** A piece of the editor's state; the view renders again only when that piece changes. */
export function useEditor<T>(pick: (state: EditorState) => T): T {
  return useStore(useEditorStore(), pick);
}
