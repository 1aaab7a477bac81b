import { Group, Kbd, Modal, SimpleGrid, Text } from "@mantine/core";
import { SHORTCUTS } from "./shortcuts.ts";

/** The list of shortcuts. */
export function ShortcutHelp({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keyboard shortcuts" size="lg">
      <SimpleGrid cols={2} spacing="xl" verticalSpacing={8}>
        {SHORTCUTS.map(({ shown, does }) => (
          <Group key={does} justify="space-between" wrap="nowrap">
            <Text size="sm">{does}</Text>
            <Kbd style={{ whiteSpace: "nowrap" }}>{shown}</Kbd>
          </Group>
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt="md">
        Drag from a port to connect it; let go over empty ground to add a node there. Scroll to pan, hold Ctrl
        and scroll to zoom.
      </Text>
    </Modal>
  );
}
