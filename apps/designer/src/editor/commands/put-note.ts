import type { FlowDocument } from "@throughline/flow";
import type { Command } from "./command.ts";

export type Note = FlowDocument["notes"][number];

/** Adds a note to the drawing, or replaces the one with its id. */
export const putNote: Command<{ readonly note: Note }> = {
  title: (document, { note }) => (isThere(document, note) ? "Write a note" : "Add a note"),
  apply: (document, { note }) => ({
    ...document,
    notes: isThere(document, note)
      ? document.notes.map((other) => (other.id === note.id ? note : other))
      : [...document.notes, note],
  }),
};

function isThere({ notes }: FlowDocument, note: Note): boolean {
  return notes.some(({ id }) => id === note.id);
}
