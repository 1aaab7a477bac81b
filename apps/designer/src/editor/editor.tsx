// The editor of an open flow: the bar above, the palette, the drawing and the panel side by side.
import { useQuery } from "@tanstack/react-query";
import type { FlowDocument } from "@throughline/flow";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { Answer } from "../api/client.ts";
import { countsQuery, flowsQuery } from "../api/queries.ts";
import type { NodeOverlay } from "../ui/drawing/drawn.ts";
import { sayProblem } from "../ui/say.ts";
import type { Board } from "./board.tsx";
import { AddMenu } from "./canvas/add-menu.tsx";
import { SidePanel } from "./config-panel/side-panel.tsx";
import { EditorBar } from "./editor-bar.tsx";
import { EditorDialogs } from "./editor-dialogs.tsx";
import type { EditorDialog } from "./editor-dialogs.tsx";
import "./editor.css";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { FoldButton } from "./fold-button.tsx";
import { Palette } from "./palette/palette.tsx";
import { useLater } from "../ui/use-later.ts";
import { useAutosave } from "./use-autosave.ts";
import { useClipboard } from "./use-clipboard.ts";
import { useDiagnose } from "./use-diagnose.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";
import { takeOpening } from "./opening.ts";
import { useSides } from "./use-sides.ts";
import type { Sides } from "./use-sides.ts";
import { useTools } from "./use-tools.ts";
import { useTakeVersion } from "./versions/use-take-version.ts";

/** Everything around one drawing. `opened` is the flow as it was when it was opened. */
export function Editor({ opened, board }: { readonly opened: Answer<"getFlow">; readonly board: Board }) {
  const store = useEditorStore();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isEmpty = useEditor((state) => state.document.nodes.length === 0);
  const summary = useQuery(flowsQuery).data?.find(({ key }) => key === opened.key) ?? opened;
  useCounts(opened.key, summary.liveVersion !== null);
  const [dialog, setDialog] = useState<EditorDialog | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const sides = useSides({ search, panel });
  const save = useAutosave();
  const tools = useTools({ sides, save, openHelp: () => setDialog("help") });
  const menu = useEditor((state) => state.menu);
  const isDue = useLater();
  useWishes(sides);
  useDiagnose();
  useTakeVersion(opened.key);
  useClipboard();
  return (
    <div className="tl-editor">
      <EditorBar
        liveVersion={summary.liveVersion}
        isStoredChanged={summary.changed}
        onOpen={setDialog}
        onSave={tools.saveNow}
        onLayOut={tools.layOut}
        onNote={tools.addNote}
        onExport={() => exportJson(store.getState().document)}
      />
      <div className="tl-editor-body">
        {!isReadOnly && !sides.folds.palette && (
          <div className="tl-editor-palette">
            {isDue && <Palette searchRef={search} onPick={tools.add} />}
          </div>
        )}
        <main id="main" className="tl-editor-canvas">
          <Drawing board={board} />
          {isEmpty && !isReadOnly && <EmptyCanvas onAdd={tools.add} />}
          <div className="tl-folds">
            {!isReadOnly && (
              <FoldButton side="palette" isFolded={sides.folds.palette} onToggle={sides.toggle} />
            )}
            <FoldButton side="panel" isFolded={sides.folds.panel} onToggle={sides.toggle} />
          </div>
        </main>
        {!sides.folds.panel && (
          <div className="tl-editor-side" ref={panel}>
            <SidePanel tab={sides.tab} onTab={sides.setTab} isPublishing={dialog === "publish"} />
          </div>
        )}
      </div>
      {menu !== null && <AddMenu at={menu} onClose={() => store.getState().openMenu(null)} />}
      <EditorDialogs
        flow={opened.key}
        liveVersion={summary.liveVersion}
        open={dialog}
        onClose={() => setDialog(null)}
        save={save}
        onShowProblems={() => sides.showTab("problems")}
      />
    </div>
  );
}

/** The place of the drawing, which is a root of its own: it may have been on the screen before this was. */
function Drawing({ board }: { readonly board: Board }) {
  const place = useRef<HTMLDivElement>(null);
  const [broken, setBroken] = useState<{ readonly error: unknown } | null>(null);
  useLayoutEffect(() => {
    if (place.current === null) return;
    board.showIn(place.current);
    board.onBroken((error) => setBroken({ error }));
    takeOpening(board);
    return () => board.close();
  }, [board]);
  if (broken !== null) throw broken.error;
  return <div ref={place} className="tl-board-place" />;
}

/** Does what the drawing wants of what stands around it. */
function useWishes(sides: Sides): void {
  const store = useEditorStore();
  const meet = useEffectEvent(() => {
    const { wish, want } = store.getState();
    if (wish === null) return;
    want(null);
    if (wish.kind === "write-note") sides.writeNote();
    else sayProblem(wish.title, wish.message);
  });
  useEffect(() => {
    // What was wanted before anybody was here to do it.
    queueMicrotask(() => meet());
    return store.subscribe(() => meet());
  }, [store]);
}

/** Shows at the nodes how many runs stand there. */
function useCounts(flow: string, isLive: boolean): void {
  const store = useEditorStore();
  const counts = useQuery({ ...countsQuery(flow), enabled: isLive, retry: false }).data;
  useEffect(() => {
    if (counts === undefined) return;
    store
      .getState()
      .setOverlays(
        new Map(
          Object.entries(counts).map(([node, count]): [string, NodeOverlay] => [node, { counts: count }]),
        ),
      );
  }, [counts, store]);
}

function exportJson(document: FlowDocument): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }),
  );
  const link = window.document.createElement("a");
  link.href = url;
  link.download = `${document.key}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
