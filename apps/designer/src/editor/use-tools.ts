// What one can do with the open drawing: the same tools for the bar, the palette and the keyboard.
import { nodeTypeKey } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { flushSync } from "react-dom";
import { portsOfNode } from "../ui/drawing/ports.ts";
import { usePageKeys } from "../ui/page-keys.ts";
import type { PageKey } from "../ui/page-keys.ts";
import type { View } from "./canvas/view.ts";
import type { Point } from "./commands/move.ts";
import type { DocumentStore } from "./document-store.ts";
import { addAfterSelection, addNote } from "./edit-actions.ts";
import { SHORTCUTS } from "./shortcuts.ts";
import type { ShortcutTools } from "./shortcuts.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";
import { useReveal } from "./use-reveal.ts";
import type { Sides } from "./use-sides.ts";

interface ToolsArgs {
  readonly sides: Sides;
  readonly save: () => Promise<boolean>;
  readonly openHelp: () => void;
}

interface Tools extends ShortcutTools {
  /** Adds a node after the selected one and shows it. */
  readonly add: (type: NodeType) => void;
}

/** Makes the tools and lets the keyboard use them. */
export function useTools({ sides, save, openHelp }: ToolsArgs): Tools {
  const store = useEditorStore();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const reveal = useReveal();
  const isMenuOpen = useEditor((state) => state.menu !== null);
  const ask = <T>(question: (view: View) => T): T | undefined => {
    const { view } = store.getState();
    return view === null ? undefined : question(view);
  };
  const middle = (): Point => ask((view) => view.middle()) ?? { x: 400, y: 300 };
  const fitView = (): void => ask((view) => view.showAll());
  const tools: ShortcutTools = {
    store,
    openAddMenu: () => {
      if (isReadOnly) return;
      ask((view) => store.getState().openMenu({ screen: view.toScreen(view.middle()) }));
    },
    openHelp,
    focusSearch: () => !isReadOnly && sides.focusSearch(),
    focusPanel: sides.focusPanel,
    layOut: () => {
      tidy(store);
      requestAnimationFrame(fitView);
    },
    fitView,
    addNote: () => {
      if (isReadOnly) return;
      // At once, so that not even the first letter that is typed now is taken for a shortcut.
      const id = flushSync(() => addNote(store, middle()));
      sides.writeNote();
      reveal(id, { keepFocus: true });
    },
    saveNow: () => void save(),
    reveal,
    focusDrawing: () => ask((view) => view.focus()),
  };
  usePageKeys(
    SHORTCUTS.flatMap(({ keys, run }) => keys.map((key): PageKey => [key, () => !isMenuOpen && run(tools)])),
  );
  return {
    ...tools,
    add: (type) => {
      const id = addAfterSelection(store, type, middle());
      sides.setTab("details");
      reveal(id);
    },
  };
}

/** Arranges the whole drawing, with its nodes as large as they are on the screen. */
function tidy(store: DocumentStore): void {
  const { document, nodeTypes, run, view } = store.getState();
  const ports = document.nodes.map(
    (node) => [node.id, portsOfNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)))] as const,
  );
  run("lay-out", { sizes: view?.sizes() ?? {}, ports: Object.fromEntries(ports) });
}
