// What one can do with the open drawing: the same tools for the bar, the palette and the keyboard.
import { nodeTypeKey } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { useReactFlow } from "@xyflow/react";
import { useState } from "react";
import type { RefObject } from "react";
import { flushSync } from "react-dom";
import { FIT } from "../ui/drawing/fit.ts";
import { portsOfNode } from "../ui/drawing/ports.ts";
import { usePageKeys } from "../ui/page-keys.ts";
import type { PageKey } from "../ui/page-keys.ts";
import type { AddMenuAt } from "./canvas/add-menu.tsx";
import { useReveal } from "./canvas/use-reveal.ts";
import type { Point } from "./commands/move.ts";
import { addAfterSelection, addNote } from "./edit-actions.ts";
import { SHORTCUTS } from "./shortcuts.ts";
import type { ShortcutTools } from "./shortcuts.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";
import type { Sides } from "./use-sides.ts";

interface ToolsArgs {
  readonly sides: Sides;
  readonly save: () => Promise<boolean>;
  readonly openHelp: () => void;
  /** Where the drawing is. */
  readonly drawing: RefObject<HTMLElement | null>;
}

interface Tools extends ShortcutTools {
  /** Adds a node after the selected one and shows it. */
  readonly add: (type: NodeType) => void;
  /** The menu of nodes that a key opened over the drawing. */
  readonly menu: AddMenuAt | null;
  readonly closeMenu: () => void;
}

/** Makes the tools and lets the keyboard use them. */
export function useTools({ sides, save, openHelp, drawing }: ToolsArgs): Tools {
  const store = useEditorStore();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const flow = useReactFlow();
  const reveal = useReveal();
  const tidy = useTidy();
  const [menu, setMenu] = useState<AddMenuAt | null>(null);
  const middle = (): Point => {
    const box = drawing.current?.getBoundingClientRect();
    return flow.screenToFlowPosition(
      box === undefined ? { x: 400, y: 300 } : { x: box.x + box.width / 2, y: box.y + box.height / 3 },
    );
  };
  const fitView = (): void => void flow.fitView({ ...FIT, duration: 250 });
  const tools: ShortcutTools = {
    store,
    openAddMenu: () => !isReadOnly && setMenu({ screen: flow.flowToScreenPosition(middle()) }),
    openHelp,
    focusSearch: () => !isReadOnly && sides.focusSearch(),
    focusPanel: sides.focusPanel,
    layOut: () => {
      tidy();
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
    focusDrawing: () => drawing.current?.querySelector<HTMLElement>(".react-flow")?.focus(),
  };
  usePageKeys(
    SHORTCUTS.flatMap(({ keys, run }) =>
      keys.map((key): PageKey => [key, () => menu === null && run(tools)]),
    ),
  );
  return {
    ...tools,
    add: (type) => {
      const id = addAfterSelection(store, type, middle());
      sides.setTab("details");
      reveal(id);
    },
    menu,
    closeMenu: () => setMenu(null),
  };
}

/** Arranges the whole drawing, with its nodes as large as they are on the screen. */
function useTidy(): () => void {
  const store = useEditorStore();
  const flow = useReactFlow();
  return () => {
    const { document, nodeTypes, run } = store.getState();
    const sizes = flow.getNodes().flatMap(({ id, measured }) => {
      const { width, height } = measured ?? {};
      return width === undefined || height === undefined ? [] : [[id, { width, height }] as const];
    });
    const ports = document.nodes.map(
      (node) =>
        [node.id, portsOfNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)))] as const,
    );
    run("lay-out", { sizes: Object.fromEntries(sizes), ports: Object.fromEntries(ports) });
  };
}
