// Whether the nodes on the left and the panel on the right are folded away.
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { foldsOf, toggled } from "./folds.ts";
import type { Folds, Side } from "./folds.ts";

/** What is folded now, and how to fold or unfold; remembered for wide windows, one side at a time in narrow ones. */
export function useFolds(): {
  readonly folds: Folds;
  readonly toggle: (side: Side) => void;
  readonly unfold: (side: Side) => void;
} {
  const isNarrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const [kept, setKept] = useLocalStorage<Folds>({
    key: "throughline-folds",
    defaultValue: { palette: false, panel: false },
    getInitialValueInEffect: false,
  });
  const [open, setOpen] = useState<Side | null>(null);
  const folds = foldsOf({ isNarrow, kept, open });
  const toggle = (side: Side): void => {
    if (isNarrow) setOpen(open === side ? null : side);
    else setKept(toggled(folds, side));
  };
  return {
    folds,
    toggle,
    unfold: (side) => {
      if (folds[side]) toggle(side);
    },
  };
}
