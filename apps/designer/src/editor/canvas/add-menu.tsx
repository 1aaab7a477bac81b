import { Paper, Portal } from "@mantine/core";
import { useClickOutside, useFocusTrap, useMergedRef } from "@mantine/hooks";
import type { PortRef } from "../commands/command.ts";
import type { Point } from "../commands/move.ts";
import { addAfter, addAfterSelection, addAt } from "../edit-actions.ts";
import { Palette } from "../palette/palette.tsx";
import { useEditor, useEditorStore } from "../use-editor.ts";
import { useReveal } from "../use-reveal.ts";

/** Where the menu opens and what the new node will follow; without `after`, what is selected. */
export interface AddMenuAt {
  readonly screen: Point;
  readonly after?: PortRef;
  /** The node is wanted where the menu opens: a line was let go there. */
  readonly isPlace?: boolean;
}

const size = { width: 260, height: 360 };

/** The palette as a menu at the pointer: where a connection was dropped, or after the selection. */
export function AddMenu({ at, onClose }: { readonly at: AddMenuAt; readonly onClose: () => void }) {
  const store = useEditorStore();
  const reveal = useReveal();
  const hasSelected = useEditor((state) =>
    state.document.nodes.some(({ id }) => id === state.selection.nodes.at(-1)),
  );
  const outside = useClickOutside<HTMLDivElement>(onClose);
  const trap = useFocusTrap(true);
  const ref = useMergedRef(outside, trap);
  const left = Math.max(12, Math.min(at.screen.x, window.innerWidth - size.width - 12));
  const top = Math.max(12, Math.min(at.screen.y, window.innerHeight - size.height - 12));
  return (
    <Portal>
      <Paper
        ref={ref}
        role="dialog"
        aria-label="Add a node"
        withBorder
        radius="lg"
        pos="fixed"
        left={left}
        top={top}
        w={size.width}
        h={size.height}
        style={{ zIndex: 300, boxShadow: "var(--tl-shadow-lifted)", overflow: "hidden" }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          onClose();
          reveal(store.getState().selection.nodes.at(-1));
        }}
      >
        <Palette
          label="Search nodes to add here"
          followsNode={at.after !== undefined || hasSelected}
          onPick={(type) => {
            const place = store.getState().view?.toDrawing(at.screen) ?? at.screen;
            onClose();
            if (at.after === undefined) reveal(addAfterSelection(store, type, place));
            else if (at.isPlace === true) reveal(addAt(store, type, place, at.after));
            else reveal(addAfter(store, type, at.after));
          }}
        />
      </Paper>
    </Portal>
  );
}
