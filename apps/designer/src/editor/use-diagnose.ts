import { useEffect } from "react";
import { onceIdle } from "../ui/once-idle.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";

const quietMs = 200;

/**
 * Keeps the problems of the open document up to date, a moment after each change and when nothing else is to be done; by
 * the same function as at publish, whose code comes after the drawing.
 */
export function useDiagnose(): void {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const checker = useEditor((state) => state.checker);
  useEffect(() => {
    let isOver = false;
    const look = async (): Promise<void> => {
      const { findProblems } = await import("./find-problems.ts");
      if (!isOver) store.getState().setProblems(findProblems(checker.check(document, nodeTypes)));
    };
    let cancel: (() => void) | undefined;
    const timer = setTimeout(() => {
      // Without the code nothing is known of problems; the next change asks for it again.
      cancel = onceIdle(() => void look().catch(() => undefined));
    }, quietMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
      cancel?.();
    };
  }, [checker, document, nodeTypes, store]);
}
