import { ActionIcon, Button } from "@mantine/core";
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
  const word = words[side][isFolded ? "unfold" : "fold"];
  const FoldIcon = icons[side][isFolded ? "unfold" : "fold"];
  const shared = {
    "data-side": side,
    variant: "default",
    "aria-expanded": !isFolded,
    onClick: () => onToggle(side),
  };
  // What is away is called by its name; what is there needs no more than a corner.
  if (isFolded) {
    return (
      <Button {...shared} size="compact-xs" leftSection={<FoldIcon size={15} aria-hidden />}>
        {word}
      </Button>
    );
  }
  return (
    <ActionIcon {...shared} size="sm" aria-label={word} title={word}>
      <FoldIcon size={15} aria-hidden />
    </ActionIcon>
  );
}
