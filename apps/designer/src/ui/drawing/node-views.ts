import type { NodeTypes } from "@xyflow/react";
import { NoteView } from "./note-view.tsx";
import { StepView } from "./step-view.tsx";

/** The views of React Flow's nodes; one object for ever, or everything would mount again. */
export const nodeViews: NodeTypes = { step: StepView, note: NoteView };
