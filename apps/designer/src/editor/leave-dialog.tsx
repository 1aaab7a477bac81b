import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useEditor } from "./use-editor.ts";
import type { Leaving } from "./use-leave-guard.ts";

interface LeaveDialogProps {
  readonly leaving: Leaving | null;
  readonly save: () => Promise<boolean>;
}

/** Asks before a page is left whose last changes could not be saved. */
export function LeaveDialog({ leaving, save }: LeaveDialogProps) {
  const saveState = useEditor((state) => state.saveState);
  const [isTrying, setIsTrying] = useState(false);
  const again = async (): Promise<void> => {
    setIsTrying(true);
    const isSaved = await save();
    setIsTrying(false);
    if (isSaved) leaving?.leave();
  };
  return (
    <Modal
      opened={leaving !== null}
      onClose={() => leaving?.stay()}
      title="Your last changes are not saved"
      size={540}
      zIndex={400}
    >
      <Stack>
        <Text size="sm" role="status">
          {saveState.kind === "failed"
            ? `They could not be saved: ${saveState.message}`
            : saveState.kind === "conflict"
              ? "Somebody else changed this flow. Stay here to choose whose drawing to keep."
              : "The server has not answered yet."}
        </Text>
        <Group justify="flex-end">
          <Button variant="subtle" color="red" onClick={() => leaving?.leave()}>
            Leave without saving
          </Button>
          <Button variant="default" onClick={() => leaving?.stay()}>
            Stay here
          </Button>
          {saveState.kind !== "conflict" && (
            <Button loading={isTrying} onClick={() => void again()} data-autofocus>
              Save and leave
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
