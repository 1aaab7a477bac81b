import { Button } from "@mantine/core";
import {
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
} from "@tabler/icons-react";
import type { Side } from "./folds.ts";

const icons = {
  palette: { fold: IconLayoutSidebarLeftCollapse, unfold: IconLayoutSidebarLeftExpand },
  panel: { fold: IconLayoutSidebarRightCollapse, unfold: IconLayoutSidebarRightExpand },
};
const words = {
  palette: { fold: "Hide nodes", unfold: "Show nodes" },
  panel: { fold: "Hide panel", unfold: "Show panel" },
};

/** Folds the palette or the panel away, or brings it back; stands in the corner of the drawing beside it. */
export function FoldButton({
  side,
  isFolded,
  onToggle,
}: {
  readonly side: Side;
  readonly isFolded: boolean;
  readonly onToggle: (side: Side) => void;
}) {
  const what = isFolded ? "unfold" : "fold";
  const FoldIcon = icons[side][what];
  return (
    <Button
      data-side={side}
      variant="default"
      size="compact-xs"
      aria-expanded={!isFolded}
      leftSection={<FoldIcon size={15} aria-hidden />}
      onClick={() => onToggle(side)}
    >
      {words[side][what]}
    </Button>
  );
}
