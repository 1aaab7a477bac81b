import type { FlowDocument } from "@throughline/flow";
import type { Command } from "./command.ts";

export type Note = FlowDocument["notes"][number];

/** Adds a note to the drawing, or replaces the one with its id. */
export const putNote: Command<{ readonly note: Note }> = (document, { note }) => {
  const isThere = document.notes.some(({ id }) => id === note.id);
  return {
    ...document,
    notes: isThere
      ? document.notes.map((other) => (other.id === note.id ? note : other))
      : [...document.notes, note],
  };
};
