import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { ApiError, call, toMessage } from "../api/client.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";

const quietMs = 700;

/**
 * Saves the draft a moment after the last change, one save at a time. Somebody else's newer draft stops it until the
 * person has chosen. Returns a function that saves at once and says whether the server has what is drawn.
 */
export function useAutosave(): () => Promise<boolean> {
  const store = useEditorStore();
  const client = useQueryClient();
  const document = useEditor((state) => state.document);
  const kind = useEditor((state) => state.saveState.kind);
  const inFlight = useRef<Promise<boolean> | null>(null);
  const save = useCallback(async (): Promise<boolean> => {
    if (inFlight.current !== null) await inFlight.current;
    const {
      document: drawn,
      saved,
      revision,
      saveState,
      setSaved,
      setSaveState,
      isReadOnly,
    } = store.getState();
    if (isReadOnly || saveState.kind === "conflict") return false;
    if (drawn === saved) {
      setSaveState({ kind: "saved" });
      return true;
    }
    setSaveState({ kind: "saving" });
    const attempt = call("saveDraft", {
      params: { key: drawn.key },
      body: { revision, document: drawn },
    }).then(
      (answer) => {
        setSaved(drawn, answer.revision);
        client.removeQueries({ queryKey: ["flow", drawn.key] });
        void client.invalidateQueries({ queryKey: ["flows"] });
        return store.getState().document === drawn;
      },
      (error: unknown) => {
        const isConflict = error instanceof ApiError && error.status === 409;
        setSaveState(isConflict ? { kind: "conflict" } : { kind: "failed", message: toMessage(error) });
        return false;
      },
    );
    inFlight.current = attempt;
    const isSaved = await attempt;
    inFlight.current = null;
    return isSaved;
  }, [store, client]);
  useEffect(() => {
    if (kind !== "changed") return;
    const timer = setTimeout(() => void save(), quietMs);
    return () => clearTimeout(timer);
  }, [document, kind, save]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (store.getState().saveState.kind !== "saved") event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      void save();
    };
  }, [save, store]);
  return save;
}
