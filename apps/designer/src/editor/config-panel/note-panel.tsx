import { Stack, Text } from "@mantine/core";
import { GrowingTextarea } from "../../ui/growing-textarea.tsx";
import type { Note } from "../commands/put-note.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";

/** The text of the selected note. */
export function NotePanel({ note }: { readonly note: Note }) {
  const store = useEditorStore();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        Note
      </Text>
      <GrowingTextarea
        aria-label="Text of the note"
        minRows={4}
        maxRows={16}
        maxLength={4000}
        readOnly={isReadOnly}
        placeholder="For your colleagues; changes nothing"
        value={note.text}
        onChange={(event) =>
          store
            .getState()
            .run(
              "put-note",
              { note: { ...note, text: event.currentTarget.value } },
              { merge: `note ${note.id}` },
            )
        }
      />
    </Stack>
  );
}
