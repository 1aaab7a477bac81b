import { useCallback, useState } from "react";
import { onceReleased } from "../../ui/once-released.ts";
import { useEditorStore } from "../use-editor.ts";
import type { Revealed } from "./shown-problems.ts";

/** Keeps which problems may be shown. Nodes drawn after somebody asked for all problems are fresh again. */
export function useRevealed(asksForAll: boolean): {
  readonly revealed: Revealed;
  readonly onLeave: (node: string, field: string) => void;
} {
  const store = useEditorStore();
  const drawn = (): ReadonlySet<string> => new Set(store.getState().document.nodes.map(({ id }) => id));
  const [revealed, setRevealed] = useState<Revealed>(() => ({ nodes: drawn(), fields: new Set() }));
  const [didAsk, setDidAsk] = useState(asksForAll);
  if (asksForAll !== didAsk) {
    setDidAsk(asksForAll);
    setRevealed(({ fields }) => ({ nodes: drawn(), fields }));
  }
  const onLeave = useCallback(
    (node: string, field: string) =>
      void onceReleased(() =>
        setRevealed((old) =>
          old.fields.has(`${node} ${field}`)
            ? old
            : { ...old, fields: new Set([...old.fields, `${node} ${field}`]) },
        ),
      ),
    [],
  );
  return { revealed, onLeave };
}
