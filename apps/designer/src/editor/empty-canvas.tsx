import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import type { NodeType } from "@throughline/flow";
import { useMemo } from "react";
import { Icon } from "../ui/icon.tsx";
import { useEditor } from "./use-editor.ts";

/** What a blank drawing says: how to begin. */
export function EmptyCanvas({ onAdd }: { readonly onAdd: (type: NodeType) => void }) {
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const triggers = useMemo(
    () => [...nodeTypes.values()].filter(({ instruction }) => instruction === "trigger"),
    [nodeTypes],
  );
  return (
    <div className="tl-empty-canvas">
      <Paper withBorder radius="lg" p="xl" maw={440} shadow="sm">
        <Stack gap="sm">
          <Text fw={620}>What starts this flow?</Text>
          <Text size="sm" c="dimmed">
            Choose a start. Then add nodes from the left: click one to put it after the selected node, or drag
            it here. Connect them by dragging from a port at the bottom of a node.
          </Text>
          <Group gap="xs" mt={4}>
            {triggers.map((type) => (
              <Button
                key={type.type}
                variant="default"
                size="xs"
                leftSection={<Icon name={type.icon} size={15} />}
                onClick={() => onAdd(type)}
              >
                {type.title}
              </Button>
            ))}
          </Group>
        </Stack>
      </Paper>
    </div>
  );
}
