import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { DrawnNote } from "./drawn.ts";

/** A note on the drawing, for people only. */
export const NoteView = memo(function NoteView({ data, selected }: NodeProps<DrawnNote>) {
  const { text } = data.note;
  return (
    <div className="tl-note" data-selected={selected || undefined}>
      {text === "" ? <em>An empty note. Double-click it to write.</em> : text}
    </div>
  );
});
