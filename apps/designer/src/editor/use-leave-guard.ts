import { useBlocker } from "@tanstack/react-router";
import type { ShouldBlockFn } from "@tanstack/react-router";
import { useCallback } from "react";
import { useEditorStore } from "./use-editor.ts";

const patienceMs = 5_000;

/** What a person chose who wants to leave while something is not saved. */
export interface Leaving {
  readonly stay: () => void;
  readonly leave: () => void;
}

/**
 * Saves before another page is shown. Gives the choice to put to the person when that did not work, null while there is
 * nothing to ask. Closing the tab is asked about by the browser.
 */
export function useLeaveGuard(save: () => Promise<boolean>): Leaving | null {
  const store = useEditorStore();
  const shouldBlockFn = useCallback<ShouldBlockFn>(
    async ({ current, next }) => current.pathname !== next.pathname && !(await inTime(save())),
    [save],
  );
  const enableBeforeUnload = useCallback(() => {
    const { document, saved, saveState } = store.getState();
    return saveState.kind !== "saved" || document !== saved;
  }, [store]);
  const { status, proceed, reset } = useBlocker({ shouldBlockFn, enableBeforeUnload, withResolver: true });
  return status === "blocked" ? { stay: reset, leave: proceed } : null;
}

/** False also when the answer takes longer than one waits for a page. */
async function inTime(saving: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  try {
    return await Promise.race([saving, late]);
  } finally {
    clearTimeout(timer);
  }
}
