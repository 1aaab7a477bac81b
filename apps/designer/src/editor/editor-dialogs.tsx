// What can lie over the open drawing: each is opened from the bar, by a key, or by what happened to the draft.
import { OnceOpen } from "../ui/once-open.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { ShortcutHelp } from "./shortcut-help.tsx";
import { StartDialog } from "./start-dialog.tsx";
import { useEditor } from "./use-editor.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";
import { VersionsDrawer } from "./versions/versions-drawer.tsx";

/** The dialogs that a person opens. */
export type EditorDialog = "publish" | "versions" | "help" | "start";

interface EditorDialogsProps {
  readonly flow: string;
  readonly liveVersion: number | null;
  /** The one that is open. */
  readonly open: EditorDialog | null;
  readonly onClose: () => void;
  readonly save: () => Promise<boolean>;
  readonly onShowProblems: () => void;
}

/** Publish, versions, help, start; and what asks by itself: a conflict, leaving what is not saved. */
export function EditorDialogs(props: EditorDialogsProps) {
  const { flow, liveVersion, open, onClose, save, onShowProblems } = props;
  const leaving = useLeaveGuard(save);
  const isConflict = useEditor((state) => state.saveState.kind === "conflict");
  return (
    <>
      <OnceOpen isOpen={open === "publish"}>
        <PublishDialog
          liveVersion={liveVersion}
          isOpen={open === "publish"}
          onClose={onClose}
          save={save}
          onShowProblems={onShowProblems}
        />
      </OnceOpen>
      <OnceOpen isOpen={open === "versions"}>
        <VersionsDrawer flow={flow} isOpen={open === "versions"} onClose={onClose} />
      </OnceOpen>
      <OnceOpen isOpen={open === "help"}>
        <ShortcutHelp isOpen={open === "help"} onClose={onClose} />
      </OnceOpen>
      <OnceOpen isOpen={open === "start"}>
        <StartDialog flow={flow} isOpen={open === "start"} onClose={onClose} />
      </OnceOpen>
      <OnceOpen isOpen={isConflict}>
        <ConflictDialog />
      </OnceOpen>
      <OnceOpen isOpen={leaving !== null}>
        <LeaveDialog leaving={leaving} save={save} />
      </OnceOpen>
    </>
  );
}
