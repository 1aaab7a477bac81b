import { canonicalJson } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";
import type { Command } from "./command.ts";

/** Puts another drawing in the place of this one; the flow keeps its key. */
export const takeDrawing: Command<{ readonly drawing: FlowDocument }> = {
  title: () => "Take another version",
  apply: (document, { drawing }) => {
    const next = { ...drawing, key: document.key };
    return canonicalJson(next) === canonicalJson(document) ? document : next;
  },
};
