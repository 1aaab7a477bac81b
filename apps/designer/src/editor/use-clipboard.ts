import { useEffect } from "react";
import { isCovered } from "../ui/page-keys.ts";
import { sayDone } from "../ui/say.ts";
import { toClip } from "./commands/paste.ts";
import { parseClip } from "./commands/read-clip.ts";
import { deleteSelection, pasteClip } from "./edit-actions.ts";
import { useEditorStore } from "./use-editor.ts";
import { useReveal } from "./use-reveal.ts";

/** Copy, cut and paste of nodes through the system clipboard, as JSON text. Text fields keep their own. */
export function useClipboard(): void {
  const store = useEditorStore();
  const reveal = useReveal();
  useEffect(() => {
    const copy = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || isCovered() || window.getSelection()?.isCollapsed === false) return;
      const { document: drawn, selection } = store.getState();
      const clip = toClip(drawn, selection.nodes);
      if (clip === null) return;
      event.clipboardData?.setData("text/plain", JSON.stringify(clip, null, 1));
      event.preventDefault();
      if (event.type === "cut") deleteSelection(store);
      else sayDone(clip.nodes.length === 1 ? "Node copied" : `${clip.nodes.length} nodes copied`);
    };
    const insert = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || isCovered()) return;
      const clip = parseClip(event.clipboardData?.getData("text/plain") ?? "");
      if (clip === null) return;
      event.preventDefault();
      reveal(pasteClip(store, clip));
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", copy);
    document.addEventListener("paste", insert);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", copy);
      document.removeEventListener("paste", insert);
    };
  }, [store, reveal]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}
