import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { call, toMessage } from "../api/client.ts";
import { sayDone, sayProblem } from "../ui/say.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";

/** Asks what to do when somebody else saved the flow in the meantime. */
export function ConflictDialog() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.saveState.kind === "conflict");
  const isUndone = useEditor(({ saveState }) => saveState.kind === "conflict" && saveState.cause === "undo");
  const choose = async (whose: "theirs" | "mine"): Promise<void> => {
    const { document, takeStored, setSaved, setSaveState } = store.getState();
    try {
      const stored = await call("getFlow", { params: { key: document.key } });
      if (whose === "theirs") {
        takeStored(stored.draft, stored.revision);
        sayDone("You see their drawing now. Undo brings yours back and asks again.");
        return;
      }
      setSaveState({ kind: "changed" });
      setSaved(stored.draft, stored.revision);
    } catch (error) {
      sayProblem("Cannot load the stored drawing", toMessage(error));
    }
  };
  return (
    <Modal
      opened={isOpen}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={isUndone ? "This is your drawing again" : "Somebody else changed this flow"}
    >
      <Stack>
        <Text size="sm">
          {isUndone
            ? "Theirs is what is stored. Keeping yours puts it over theirs; taking theirs goes back to it."
            : "The stored drawing is newer than the one you started from. Taking theirs shows it instead of yours, which undo brings back; keeping yours puts your drawing over theirs."}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void choose("theirs")}>
            Take theirs
          </Button>
          <Button onClick={() => void choose("mine")}>Keep mine</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
