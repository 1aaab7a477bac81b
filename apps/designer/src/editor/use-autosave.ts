import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../api/client.ts";
import { meQuery } from "../api/queries.ts";
import { createDraftSaver } from "./draft-saver.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";

const quietMs = 700;

/**
 * Saves the draft a moment after the last change, and again by itself after a save that failed. Somebody else's newer
 * draft stops it until the person has chosen. Returns a function that saves at once and says whether the server has what
 * is drawn.
 */
export function useAutosave(): () => Promise<boolean> {
  const store = useEditorStore();
  const client = useQueryClient();
  const document = useEditor((state) => state.document);
  const saveState = useEditor((state) => state.saveState);
  const signedInAt = useQuery(meQuery).dataUpdatedAt;
  const [save] = useState(() => {
    const { key } = store.getState().document;
    return createDraftSaver(store, {
      async put(drawn, revision) {
        const stored = await call("saveDraft", { params: { key }, body: { revision, document: drawn } });
        // The flow's own query is left alone: the open editor stands on it, and it is forgotten when the editor closes.
        void client.invalidateQueries({ queryKey: ["flows"] });
        return stored.revision;
      },
      read: () => call("getFlow", { params: { key } }),
    });
  });
  useEffect(() => {
    if (saveState.kind !== "changed") return;
    const timer = setTimeout(() => void save(), quietMs);
    return () => clearTimeout(timer);
  }, [document, saveState, save]);
  useEffect(() => {
    if (saveState.kind !== "failed" || saveState.retryInMs === null) return;
    const timer = setTimeout(() => void save(), saveState.retryInMs);
    return () => clearTimeout(timer);
  }, [saveState, save]);
  useEffect(() => {
    // Whoever signs in again after the session ended gets what was drawn meanwhile stored at once.
    if (store.getState().saveState.kind === "failed") void save();
  }, [signedInAt, store, save]);
  return save;
}
