// What stands beside the drawing: the nodes on the left, the panel on the right; which tab it shows, what is folded away.
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { RefObject } from "react";
import { flushSync } from "react-dom";
import type { SideTab } from "./config-panel/side-panel.tsx";
import { FOLDS_KEY, foldsOf, NARROW_WINDOW, NOTHING_FOLDED, toggled } from "./folds.ts";
import type { Folds, Side } from "./folds.ts";
import { useEditorStore } from "./use-editor.ts";

/** The two sides of the drawing, and the ways to look at them. */
export interface Sides {
  readonly folds: Folds;
  readonly toggle: (side: Side) => void;
  readonly tab: SideTab;
  readonly setTab: (tab: SideTab) => void;
  /** Shows a tab, also when the panel was folded. */
  readonly showTab: (tab: SideTab) => void;
  /** Puts the cursor into the search over the nodes. */
  readonly focusSearch: () => void;
  /** Puts the cursor into the first field of what is selected. */
  readonly focusPanel: () => void;
  /** Puts the cursor into the text of the selected note, before the next key is pressed. */
  readonly writeNote: () => void;
}

interface SidesArgs {
  /** The search over the nodes. */
  readonly search: RefObject<HTMLInputElement | null>;
  /** Where the panel is. */
  readonly panel: RefObject<HTMLElement | null>;
}

/** Holds the sides; folds are remembered for wide windows, narrow ones open one side at a time. */
export function useSides({ search, panel }: SidesArgs): Sides {
  const { folds, toggle } = useFolds();
  const [tab, setTab] = useTab();
  const unfold = (side: Side): void => {
    if (folds[side]) toggle(side);
  };
  const showTab = (next: SideTab): void => {
    setTab(next);
    unfold("panel");
  };
  return {
    folds,
    toggle,
    tab,
    setTab,
    showTab,
    focusSearch: () => {
      flushSync(() => unfold("palette"));
      search.current?.focus();
    },
    focusPanel: () => {
      showTab("details");
      requestAnimationFrame(() =>
        panel.current
          ?.querySelector<HTMLElement>("[data-field] input, [data-field] textarea, input")
          ?.focus(),
      );
    },
    writeNote: () => {
      flushSync(() => showTab("details"));
      panel.current?.querySelector<HTMLElement>("textarea")?.focus();
    },
  };
}

function useFolds(): { readonly folds: Folds; readonly toggle: (side: Side) => void } {
  const isNarrow = useMediaQuery(NARROW_WINDOW, false, { getInitialValueInEffect: false });
  const [kept, setKept] = useLocalStorage<Folds>({
    key: FOLDS_KEY,
    defaultValue: NOTHING_FOLDED,
    getInitialValueInEffect: false,
  });
  const [open, setOpen] = useState<Side | null>(null);
  const folds = foldsOf({ isNarrow, kept, open });
  return {
    folds,
    toggle: (side) => {
      if (isNarrow) setOpen(open === side ? null : side);
      else setKept(toggled(folds, side));
    },
  };
}

/** Whoever chooses a node on the drawing wants to see it, not what is wrong elsewhere. */
function useTab(): readonly [SideTab, (tab: SideTab) => void] {
  const store = useEditorStore();
  const [tab, setTab] = useState<SideTab>("details");
  useEffect(
    () =>
      store.subscribe(({ selection }, before) => {
        if (selection.nodes !== before.selection.nodes && selection.nodes.length > 0)
          setTab((current) => (current === "problems" ? "details" : current));
      }),
    [store],
  );
  return [tab, setTab];
}
