// The shortcuts of a page. They leave alone what belongs to the control with the focus, and sleep behind a dialog.
import { useHotkeys } from "@mantine/hooks";

/** A key as @mantine/hooks reads it, and what it does. */
export type PageKey = readonly [key: string, run: () => void];

/** Runs a page's shortcuts. */
export function usePageKeys(keys: readonly PageKey[]): void {
  useHotkeys(
    keys.map(([key, run]): [string, (event: KeyboardEvent) => void, { preventDefault: boolean }] => [
      key,
      (event) => {
        if (ownsKey(event) || isCovered()) return;
        event.preventDefault();
        run();
      },
      // Prevented above and only for keys that are ours: else Enter would press no button any more.
      { preventDefault: false },
    ]),
  );
}

/**
 * True when a key belongs to the control that has the focus: editable text takes every key; Enter presses a button or
 * follows a link, arrows move in a menu or list.
 */
function ownsKey({ target, key }: Pick<KeyboardEvent, "target" | "key">): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  const lists = "[role=menu], [role=radiogroup], [role=listbox]";
  if (key === "Enter") return target.closest(`button, a, ${lists}`) !== null;
  return key.startsWith("Arrow") && target.closest(lists) !== null;
}

/** True while a dialog covers the page. */
export function isCovered(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}
