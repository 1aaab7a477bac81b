// The one writable state of the editor: the document, what is selected, and the history of both.
import type { Diagnostic, FlowDocument, NodeTypes } from "@throughline/flow";
import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { NodeOverlay } from "../ui/drawing/drawn.ts";
import type { AddMenuAt } from "./canvas/add-menu.tsx";
import type { View } from "./canvas/view.ts";
import type { PortRef } from "./commands/command.ts";
import { commands } from "./commands/index.ts";
import type { CommandArgs, CommandName } from "./commands/index.ts";
import type { Language } from "./language.ts";
import type { Published } from "./standing.ts";

/** Ids of nodes and notes, and the ports whose connections are chosen. */
interface Selection {
  readonly nodes: readonly string[];
  readonly edges: readonly PortRef[];
}
const nothing: Selection = { nodes: [], edges: [] };

/** How the draft stands towards the server. */
type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "changed" }
  | { readonly kind: "saving" }
  /** `retryInMs` is null when trying again by itself cannot help. */
  | { readonly kind: "failed"; readonly message: string; readonly retryInMs: number | null }
  /** `undo`: their drawing was taken, and undo has brought one's own back. */
  | { readonly kind: "conflict"; readonly cause: "newer" | "undo" };

/** One step of the history: what undo or redo goes to, and the title of the change that lies between. */
interface Step {
  readonly document: FlowDocument;
  readonly selection: Selection;
  readonly title: string;
  /** On the other side of the change is what somebody else stored. */
  readonly isTheirs?: true;
}

/** What the drawing wants of what stands around it. */
type Wish =
  /** The selected note is to be written. */
  | { readonly kind: "write-note" }
  | { readonly kind: "say-problem"; readonly title: string; readonly message: string };

export interface EditorState {
  readonly document: FlowDocument;
  /** The document as the server last had it, by reference. */
  readonly saved: FlowDocument;
  readonly revision: number;
  readonly saveState: SaveState;
  /** Ids of all nodes that were ever drawn here: a node's id is not given to another one later. */
  readonly usedIds: ReadonlySet<string>;
  /** Ids that runs may know, or that were published: they stay as they are. */
  readonly settledIds: ReadonlySet<string>;
  /** The newest version whose drawing is known here. */
  readonly published: Published | null;
  readonly selection: Selection;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** What undo or redo has just done, in words; null after any other change. */
  readonly said: string | null;
  readonly problems: readonly Diagnostic[];
  readonly nodeTypes: NodeTypes;
  /** What problems and autocomplete come from; null until its code is there. */
  readonly language: Language | null;
  readonly isReadOnly: boolean;
  /** The field the problem list jumped to: the panel focuses it once. */
  readonly focusField: string | null;
  /** Runs that stand at the nodes, by node id; null until they are known. */
  readonly overlays: ReadonlyMap<string, NodeOverlay> | null;
  /** The drawing on the screen; null until it is there. */
  readonly view: View | null;
  /** Where a node is to be added: a menu of them is open there. */
  readonly menu: AddMenuAt | null;
  /** Null when there is none, or it was met. */
  readonly wish: Wish | null;
  /** Applies a command. Changes with the same `merge` key in a row are one step of undo (typing in one field). */
  readonly run: <Name extends CommandName>(
    name: Name,
    args: CommandArgs<Name>,
    options?: { readonly merge?: string; readonly select?: Selection },
  ) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly select: (selection: Partial<Selection>) => void;
  readonly setProblems: (problems: readonly Diagnostic[]) => void;
  /** What may be drawn has changed: a package was read again. */
  readonly setNodeTypes: (nodeTypes: NodeTypes) => void;
  readonly setLanguage: (language: Language) => void;
  readonly setSaveState: (state: SaveState) => void;
  /** The server holds `document` as `revision` now. */
  readonly setSaved: (document: FlowDocument, revision: number) => void;
  /**
   * Shows what somebody else stored as `revision`. Undo brings back what was drawn here, and then asks once more whose is to
   * stay: nothing of theirs is ever stored over unasked.
   */
  readonly takeStored: (document: FlowDocument, revision: number) => void;
  /** This drawing is live now. */
  readonly setPublished: (published: Published) => void;
  readonly focus: (field: string | null) => void;
  readonly setOverlays: (overlays: EditorState["overlays"]) => void;
  readonly setView: (view: View | null) => void;
  readonly openMenu: (menu: AddMenuAt | null) => void;
  readonly want: (wish: Wish | null) => void;
}
export type DocumentStore = StoreApi<EditorState>;

const keptSteps = 200;

/** A store for one open flow. */
export function createDocumentStore(args: {
  readonly document: FlowDocument;
  readonly revision: number;
  readonly nodeTypes: NodeTypes;
  readonly isReadOnly?: boolean;
  readonly published?: Published | null;
  /** Whether some version of it was published before: then runs may know its nodes. */
  readonly wasPublished?: boolean;
}): DocumentStore {
  let lastMerge: string | undefined;
  return createStore<EditorState>((set, get) => ({
    document: args.document,
    saved: args.document,
    revision: args.revision,
    saveState: { kind: "saved" },
    usedIds: withIds(new Set(), args.document),
    settledIds: withIds(new Set(), args.wasPublished === true ? args.document : { nodes: [] }),
    published: args.published ?? null,
    selection: nothing,
    past: [],
    future: [],
    said: null,
    problems: [],
    nodeTypes: args.nodeTypes,
    language: null,
    isReadOnly: args.isReadOnly ?? false,
    focusField: null,
    overlays: null,
    view: null,
    menu: null,
    wish: null,
    run: (name, commandArgs, options = {}) => {
      const { document, selection, past, isReadOnly, saveState, usedIds } = get();
      if (isReadOnly) return;
      const command = commands[name];
      const next = command.apply(document, commandArgs);
      if (next === document) return;
      const isMerged = options.merge !== undefined && options.merge === lastMerge;
      lastMerge = options.merge;
      set({
        document: next,
        selection: stillThere(next, options.select ?? selection),
        past: isMerged
          ? past
          : [...past, { document, selection, title: command.title(document, commandArgs) }].slice(-keptSteps),
        future: [],
        said: null,
        usedIds: withIds(usedIds, next),
        saveState: afterChange(saveState),
      });
    },
    undo: () => {
      const { document, selection, past, future, saveState } = get();
      const before = past.at(-1);
      if (before === undefined) return;
      lastMerge = undefined;
      const { title, isTheirs } = before;
      set({
        document: before.document,
        selection: before.selection,
        past: past.slice(0, -1),
        future: [{ ...before, document, selection }, ...future],
        said: `Undid: ${title}`,
        saveState: isTheirs === true ? { kind: "conflict", cause: "undo" } : afterChange(saveState),
      });
    },
    redo: () => {
      const { document, selection, past, future, saveState } = get();
      const [after] = future;
      if (after === undefined) return;
      lastMerge = undefined;
      const { title } = after;
      set({
        document: after.document,
        selection: after.selection,
        past: [...past, { ...after, document, selection }],
        future: future.slice(1),
        said: `Redid: ${title}`,
        saveState: afterChange(saveState),
      });
    },
    select: (selection) => set({ selection: { ...nothing, ...selection } }),
    setProblems: (problems) => set({ problems }),
    setNodeTypes: (nodeTypes) => set({ nodeTypes }),
    setLanguage: (language) => set({ language }),
    setSaveState: (saveState) => set({ saveState }),
    setSaved: (document, revision) =>
      set({
        saved: document,
        revision,
        saveState: get().document === document ? { kind: "saved" } : { kind: "changed" },
      }),
    takeStored: (stored, revision) => {
      const { document, selection, past, usedIds } = get();
      lastMerge = undefined;
      set({
        document: stored,
        saved: stored,
        revision,
        usedIds: withIds(usedIds, stored),
        past: [...past, { document, selection, title: "Take their drawing", isTheirs: true as const }].slice(
          -keptSteps,
        ),
        future: [],
        said: null,
        selection: stillThere(stored, selection),
        saveState: { kind: "saved" },
      });
    },
    setPublished: (published) =>
      set({ published, settledIds: withIds(get().settledIds, published.document) }),
    focus: (focusField) => set({ focusField }),
    setOverlays: (overlays) => set({ overlays }),
    setView: (view) => set({ view }),
    openMenu: (menu) => set({ menu }),
    want: (wish) => set({ wish }),
  }));
}

// Drawing on does not settle a conflict: only the person's choice does.
function afterChange(saveState: SaveState): SaveState {
  return saveState.kind === "conflict" ? saveState : { kind: "changed" };
}

function withIds(used: ReadonlySet<string>, { nodes }: Pick<FlowDocument, "nodes">): ReadonlySet<string> {
  const fresh = nodes.filter(({ id }) => !used.has(id));
  return fresh.length === 0 ? used : new Set([...used, ...fresh.map(({ id }) => id)]);
}

function stillThere(document: FlowDocument, selection: Selection): Selection {
  const ids = new Set([...document.nodes, ...document.notes].map(({ id }) => id));
  return { nodes: selection.nodes.filter((id) => ids.has(id)), edges: selection.edges };
}
