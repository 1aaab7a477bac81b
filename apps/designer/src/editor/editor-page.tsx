// The editor of one flow: loads it, opens a store for it, lays out palette, drawing and panel.
import { useQuery } from "@tanstack/react-query";
import { nodeTypeKey, toNodeTypes } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Answer } from "../api/client.ts";
import { toMessage } from "../api/client.ts";
import { countsQuery, flowQuery, flowsQuery, nodeTypesQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import type { NodeOverlay } from "../ui/drawing/drawn.ts";
import { FIT } from "../ui/drawing/fit.ts";
import { Loaded } from "../ui/loaded.tsx";
import { usePageKeys } from "../ui/page-keys.ts";
import type { PageKey } from "../ui/page-keys.ts";
import { AddMenu } from "./canvas/add-menu.tsx";
import type { AddMenuAt } from "./canvas/add-menu.tsx";
import { Canvas } from "./canvas/canvas.tsx";
import { useReveal } from "./canvas/use-reveal.ts";
import { SidePanel } from "./config-panel/side-panel.tsx";
import type { SideTab } from "./config-panel/side-panel.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { createDocumentStore } from "./document-store.ts";
import { addAfterSelection, addNote } from "./edit-actions.ts";
import { FoldButton } from "./fold-button.tsx";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { EditorBar } from "./editor-bar.tsx";
import "./editor.css";
import { LeaveDialog } from "./leave-dialog.tsx";
import { Palette } from "./palette/palette.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { ShortcutHelp } from "./shortcut-help.tsx";
import { SHORTCUTS } from "./shortcuts.ts";
import { StartDialog } from "./start-dialog.tsx";
import { useAutosave } from "./use-autosave.ts";
import { useClipboard } from "./use-clipboard.ts";
import { useDiagnose } from "./use-diagnose.ts";
import { EditorContext, useEditor, useEditorStore } from "./use-editor.ts";
import { useFolds } from "./use-folds.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";
import { useTidy } from "./use-tidy.ts";
import { useTakeVersion } from "./versions/use-take-version.ts";
import { VersionsDrawer } from "./versions/versions-drawer.tsx";

/** Loads a flow and opens it in the editor. */
export function EditorPage({ flow }: { readonly flow: string }) {
  // Always from the server: another person may have drawn since this browser last saw it. What is loaded again while the
  // editor is open changes nothing in it: its store was made from the first answer.
  const query = useQuery({ ...flowQuery(flow), gcTime: 0, staleTime: Infinity, refetchOnWindowFocus: false });
  const types = useQuery(nodeTypesQuery);
  return (
    <Loaded query={query} describe={toMessage}>
      {(found) => (
        <Loaded query={types} describe={toMessage}>
          {(nodeTypes) => <OpenFlow key={flow} flow={found} types={nodeTypes} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function OpenFlow({
  flow,
  types,
}: {
  readonly flow: Answer<"getFlow">;
  readonly types: readonly NodeType[];
}) {
  const may = useMay();
  const [store] = useState(() =>
    createDocumentStore({
      document: flow.draft,
      revision: flow.revision,
      nodeTypes: toNodeTypes(types),
      isReadOnly: !may("saveDraft"),
      published:
        flow.liveVersion === null || flow.changed
          ? null
          : { version: flow.liveVersion, document: flow.draft },
    }),
  );
  return (
    <EditorContext value={store}>
      <ReactFlowProvider>
        <Editor opened={flow} />
      </ReactFlowProvider>
    </EditorContext>
  );
}

type Dialog = "publish" | "versions" | "help" | "start" | null;

function Editor({ opened }: { readonly opened: Answer<"getFlow"> }) {
  const store = useEditorStore();
  const flow = useReactFlow();
  const reveal = useReveal();
  const summary = useQuery(flowsQuery).data?.find(({ key }) => key === opened.key) ?? opened;
  const { folds, toggle, unfold } = useFolds();
  const [tab, setTab] = useState<SideTab>("details");
  const [dialog, setDialog] = useState<Dialog>(null);
  const [menu, setMenu] = useState<AddMenuAt | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLElement>(null);
  const side = useRef<HTMLDivElement>(null);
  const save = useAutosave();
  const tidy = useTidy();
  const leaving = useLeaveGuard(save);
  useDiagnose();
  useTakeVersion(opened.key);
  useClipboard();
  const isEmpty = useEditor((state) => state.document.nodes.length === 0);
  const may = useMay();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const canStart = useEditor(
    (state) =>
      may("startFlow") &&
      summary.liveVersion !== null &&
      state.document.nodes.some((node) =>
        isManual(state.nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)), node.config),
      ),
  );
  const overlays = useCounts(opened.key, summary.liveVersion !== null);
  const middle = () => {
    const box = body.current?.getBoundingClientRect();
    return flow.screenToFlowPosition(
      box === undefined ? { x: 400, y: 300 } : { x: box.x + box.width / 2, y: box.y + box.height / 3 },
    );
  };
  const add = (type: NodeType): void => {
    const id = addAfterSelection(store, type, middle());
    setTab("details");
    reveal(id);
  };
  const tools = {
    store,
    openAddMenu: () => !isReadOnly && setMenu({ screen: flow.flowToScreenPosition(middle()) }),
    openHelp: () => setDialog("help"),
    focusSearch: () => {
      if (isReadOnly) return;
      flushSync(() => unfold("palette"));
      search.current?.focus();
    },
    focusPanel: () => {
      showTab("details");
      requestAnimationFrame(() =>
        side.current?.querySelector<HTMLElement>("[data-field] input, [data-field] textarea, input")?.focus(),
      );
    },
    layOut: () => {
      tidy();
      requestAnimationFrame(() => tools.fitView());
    },
    fitView: () => void flow.fitView({ ...FIT, duration: 250 }),
    addNote: () => {
      if (isReadOnly) return;
      // At once, so that not even the first letter that is typed now is taken for a shortcut.
      const id = flushSync(() => addNote(store, middle()));
      writeNote();
      reveal(id, { keepFocus: true });
    },
    saveNow: () => void save(),
    reveal,
    focusDrawing: () => body.current?.querySelector<HTMLElement>(".react-flow")?.focus(),
  };
  function showTab(next: SideTab): void {
    setTab(next);
    unfold("panel");
  }
  function writeNote(): void {
    flushSync(() => showTab("details"));
    side.current?.querySelector<HTMLElement>("textarea")?.focus();
  }
  // Whoever chooses a node on the drawing wants to see it, not what is wrong elsewhere.
  useEffect(
    () =>
      store.subscribe(({ selection }, before) => {
        if (selection.nodes !== before.selection.nodes && selection.nodes.length > 0)
          setTab((current) => (current === "problems" ? "details" : current));
      }),
    [store],
  );
  useEffect(() => {
    const again = (): void => void save();
    window.addEventListener("throughline:save", again);
    return () => window.removeEventListener("throughline:save", again);
  }, [save]);
  usePageKeys(
    SHORTCUTS.flatMap(({ keys, run }) =>
      keys.map((key): PageKey => [key, () => menu === null && run(tools)]),
    ),
  );
  return (
    <div className="tl-editor">
      <EditorBar
        liveVersion={summary.liveVersion}
        isStoredChanged={summary.changed}
        canStart={canStart}
        onPublish={() => setDialog("publish")}
        onVersions={() => setDialog("versions")}
        onHelp={() => setDialog("help")}
        onLayOut={tools.layOut}
        onNote={tools.addNote}
        onStart={() => setDialog("start")}
        onExport={() => exportJson(store.getState().document)}
      />
      <div className="tl-editor-body">
        {!isReadOnly && !folds.palette && (
          <div className="tl-editor-palette">
            <Palette searchRef={search} onPick={add} />
          </div>
        )}
        <main id="main" className="tl-editor-canvas" ref={body}>
          <Canvas onEditNote={writeNote} {...(overlays === undefined ? {} : { overlays })} />
          {isEmpty && !isReadOnly && <EmptyCanvas onAdd={add} />}
          <div className="tl-folds">
            {!isReadOnly && <FoldButton side="palette" isFolded={folds.palette} onToggle={toggle} />}
            <FoldButton side="panel" isFolded={folds.panel} onToggle={toggle} />
          </div>
        </main>
        {!folds.panel && (
          <div className="tl-editor-side" ref={side}>
            <SidePanel tab={tab} onTab={setTab} isPublishing={dialog === "publish"} />
          </div>
        )}
      </div>
      {menu !== null && <AddMenu at={menu} onClose={() => setMenu(null)} />}
      <PublishDialog
        liveVersion={summary.liveVersion}
        isOpen={dialog === "publish"}
        onClose={() => setDialog(null)}
        save={save}
        onShowProblems={() => showTab("problems")}
      />
      <VersionsDrawer flow={opened.key} isOpen={dialog === "versions"} onClose={() => setDialog(null)} />
      <ShortcutHelp isOpen={dialog === "help"} onClose={() => setDialog(null)} />
      <StartDialog flow={opened.key} isOpen={dialog === "start"} onClose={() => setDialog(null)} />
      <ConflictDialog />
      <LeaveDialog leaving={leaving} save={save} />
    </div>
  );
}

function useCounts(flow: string, isLive: boolean): ReadonlyMap<string, NodeOverlay> | undefined {
  const counts = useQuery({ ...countsQuery(flow), enabled: isLive, retry: false }).data;
  return useMemo(
    () =>
      counts === undefined
        ? undefined
        : new Map(Object.entries(counts).map(([node, count]) => [node, { counts: count }])),
    [counts],
  );
}

function isManual(type: NodeType | undefined, config: Readonly<Record<string, unknown>>): boolean {
  const fields = { ...type?.preset, ...config };
  return (
    type?.instruction === "trigger" &&
    fields["eventType"] === undefined &&
    fields["hook"] === undefined &&
    fields["schedule"] === undefined
  );
}

function exportJson(document: Answer<"getFlow">["draft"]): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }),
  );
  const link = window.document.createElement("a");
  link.href = url;
  link.download = `${document.key}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
