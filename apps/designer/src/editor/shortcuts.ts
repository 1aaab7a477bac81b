// What the keyboard does in the editor: one table, which the help shows and the keys follow.
import type { DocumentStore } from "./document-store.ts";
import { deleteSelection, duplicateSelection, nudgeSelection, selectNeighbour } from "./edit-actions.ts";

/** What a shortcut may use besides the store. */
export interface ShortcutTools {
  readonly store: DocumentStore;
  readonly openAddMenu: () => void;
  readonly openHelp: () => void;
  readonly focusSearch: () => void;
  readonly focusPanel: () => void;
  readonly layOut: () => void;
  readonly fitView: () => void;
  readonly addNote: () => void;
  readonly saveNow: () => void;
  /** Brings a node into view and gives it the focus. */
  readonly reveal: (id: string | undefined) => void;
  /** Gives the drawing the focus: what had it may be gone. */
  readonly focusDrawing: () => void;
}

export interface Shortcut {
  /** Keys as @mantine/hooks reads them. */
  readonly keys: readonly string[];
  /** Keys as a person reads them. */
  readonly shown: string;
  readonly does: string;
  readonly run: (tools: ShortcutTools) => void;
}

const grid = 20;

/** Every shortcut of the editor. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ["a"], shown: "A", does: "Add a node after the selected one", run: (tools) => tools.openAddMenu() },
  { keys: ["/"], shown: "/", does: "Search nodes", run: (tools) => tools.focusSearch() },
  { keys: ["Enter"], shown: "Enter", does: "Fill in the selected node", run: (tools) => tools.focusPanel() },
  {
    keys: ["ArrowUp"],
    shown: "↑",
    does: "Select the node before",
    run: ({ store, reveal }) => reveal(selectNeighbour(store, "up")),
  },
  {
    keys: ["ArrowDown"],
    shown: "↓",
    does: "Select the node after",
    run: ({ store, reveal }) => reveal(selectNeighbour(store, "down")),
  },
  {
    keys: ["ArrowLeft"],
    shown: "←",
    does: "Select the node to the left",
    run: ({ store, reveal }) => reveal(selectNeighbour(store, "left")),
  },
  {
    keys: ["ArrowRight"],
    shown: "→",
    does: "Select the node to the right",
    run: ({ store, reveal }) => reveal(selectNeighbour(store, "right")),
  },
  {
    keys: ["alt+ArrowUp"],
    shown: "Alt ↑",
    does: "Move up",
    run: ({ store }) => nudgeSelection(store, { x: 0, y: -grid }),
  },
  {
    keys: ["alt+ArrowDown"],
    shown: "Alt ↓",
    does: "Move down",
    run: ({ store }) => nudgeSelection(store, { x: 0, y: grid }),
  },
  {
    keys: ["alt+ArrowLeft"],
    shown: "Alt ←",
    does: "Move left",
    run: ({ store }) => nudgeSelection(store, { x: -grid, y: 0 }),
  },
  {
    keys: ["alt+ArrowRight"],
    shown: "Alt →",
    does: "Move right",
    run: ({ store }) => nudgeSelection(store, { x: grid, y: 0 }),
  },
  {
    keys: ["Delete", "Backspace"],
    shown: "Delete",
    does: "Delete what is selected",
    run: ({ store, focusDrawing }) => {
      deleteSelection(store);
      focusDrawing();
    },
  },
  { keys: ["mod+z"], shown: "Ctrl Z", does: "Undo", run: ({ store }) => store.getState().undo() },
  {
    keys: ["mod+shift+z", "mod+y"],
    shown: "Ctrl Shift Z",
    does: "Redo",
    run: ({ store }) => store.getState().redo(),
  },
  { keys: [], shown: "Ctrl C · X · V", does: "Copy, cut, paste, also between windows", run: () => undefined },
  {
    keys: ["mod+d"],
    shown: "Ctrl D",
    does: "Duplicate",
    run: ({ store, reveal }) => reveal(duplicateSelection(store)),
  },
  {
    keys: ["mod+a"],
    shown: "Ctrl A",
    does: "Select all",
    run: ({ store }) =>
      store.getState().select({ nodes: store.getState().document.nodes.map(({ id }) => id) }),
  },
  { keys: ["Escape"], shown: "Esc", does: "Select nothing", run: ({ store }) => store.getState().select({}) },
  { keys: ["l"], shown: "L", does: "Tidy up the drawing", run: (tools) => tools.layOut() },
  { keys: ["f"], shown: "F", does: "Show everything", run: (tools) => tools.fitView() },
  { keys: ["n"], shown: "N", does: "Add a note", run: (tools) => tools.addNote() },
  { keys: ["mod+s"], shown: "Ctrl S", does: "Save now", run: (tools) => tools.saveNow() },
  { keys: [], shown: "Tab", does: "Go on to the next node or line", run: () => undefined },
  { keys: [], shown: "Ctrl K", does: "Go to a page, a flow, its runs", run: () => undefined },
  { keys: ["?", "shift+?"], shown: "?", does: "This list", run: (tools) => tools.openHelp() },
];
