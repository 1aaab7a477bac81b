import { diagnose } from "@throughline/flow";
import { useEffect } from "react";
import { useEditor, useEditorStore } from "./use-editor.ts";

const quietMs = 200;

/** Keeps the problems of the open document up to date, a moment after each change; the same function as at publish. */
export function useDiagnose(): void {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const checker = useEditor((state) => state.checker);
  useEffect(() => {
    const timer = setTimeout(() => {
      const found = diagnose(checker.check(document, nodeTypes));
      const rank = { error: 0, warning: 1 } as const;
      store.getState().setProblems(found.toSorted((a, b) => rank[a.severity] - rank[b.severity]));
    }, quietMs);
    return () => clearTimeout(timer);
  }, [checker, document, nodeTypes, store]);
}
