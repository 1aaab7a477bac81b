/** What can be folded away beside the drawing. */
export type Side = "palette" | "panel";
/** True for what is folded. */
export type Folds = Readonly<Record<Side, boolean>>;

/** Where the folds of wide windows are kept. */
export const FOLDS_KEY = "throughline-folds";
/** In a window like this the sides leave too little of the drawing. */
export const NARROW_WINDOW = "(max-width: 62em)";
/** Folded as long as nobody folds anything. */
export const NOTHING_FOLDED: Folds = { palette: false, panel: false };

/** True in a narrow window, for what is shown once. */
export function isNarrowWindow(): boolean {
  return window.matchMedia(NARROW_WINDOW).matches;
}

/** The folds as they are kept, for what is shown once. */
export function keptFolds(): Folds {
  try {
    return { ...NOTHING_FOLDED, ...(JSON.parse(localStorage.getItem(FOLDS_KEY) ?? "{}") as Partial<Folds>) }; // written by us
  } catch {
    return NOTHING_FOLDED;
  }
}

/** What is folded: as the person left it in a wide window; in a narrow one all but what was opened, so that the drawing has room. */
export function foldsOf({
  isNarrow,
  kept,
  open,
}: {
  readonly isNarrow: boolean;
  readonly kept: Folds;
  readonly open: Side | null;
}): Folds {
  return isNarrow ? { palette: open !== "palette", panel: open !== "panel" } : kept;
}

/** The same with one side the other way. */
export function toggled(folds: Folds, side: Side): Folds {
  return { ...folds, [side]: !folds[side] };
}
