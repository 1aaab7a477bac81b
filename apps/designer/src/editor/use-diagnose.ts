import { useQuery } from "@tanstack/react-query";
import type { SeenEvents } from "@throughline/flow";
import { useEffect } from "react";
import { eventTypesQuery } from "../api/queries.ts";
import { onceIdle } from "../ui/once-idle.ts";
import { onceReleased } from "../ui/once-released.ts";
import { onceSettled } from "../ui/once-settled.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";

const quietMs = 200;
const NONE: readonly SeenEvents[] = [];

/**
 * Keeps the problems of the open document up to date, a moment after each change and when nothing else is to be done. The
 * language itself is asked for when the page has come to rest.
 */
export function useDiagnose(): void {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const seen = useQuery(eventTypesQuery).data ?? NONE;
  useEffect(() => {
    let isOver = false;
    const look = async (): Promise<void> => {
      const language = store.getState().language ?? (await import("./language.ts")).createLanguage();
      if (isOver) return;
      const problems = language.problemsIn(document, nodeTypes, seen);
      cancel = onceReleased(() => {
        // Only now: whoever asks it next is answered from what it has just found out.
        store.getState().setLanguage(language);
        store.getState().setProblems(problems);
      });
    };
    // Without the code nothing is known of problems; the next change asks for it again.
    const lookNow = (): void => void look().catch(() => undefined);
    let cancel = store.getState().language === null ? onceSettled(lookNow) : onceQuiet(lookNow);
    return () => {
      isOver = true;
      cancel();
    };
  }, [document, nodeTypes, seen, store]);
}

/** Runs something a moment after the last change; gives what takes it back. */
function onceQuiet(run: () => void): () => void {
  let cancel: (() => void) | undefined;
  const timer = setTimeout(() => {
    cancel = onceIdle(run);
  }, quietMs);
  return () => {
    clearTimeout(timer);
    cancel?.();
  };
}
