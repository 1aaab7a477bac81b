/** What can be folded away beside the drawing. */
export type Side = "palette" | "panel";
/** True for what is folded. */
export type Folds = Readonly<Record<Side, boolean>>;

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
