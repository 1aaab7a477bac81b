import { Badge, Drawer, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toMessage } from "../../api/client.ts";
import { versionsQuery } from "../../api/queries.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { When } from "../../ui/when.tsx";

/** The versions of a flow, newest first; each opens read-only. */
export function VersionsDrawer({
  flow,
  isOpen,
  onClose,
}: {
  readonly flow: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const query = useQuery({ ...versionsQuery(flow), enabled: isOpen });
  return (
    <Drawer opened={isOpen} onClose={onClose} position="right" title="Versions" size="sm">
      <Loaded query={query} describe={toMessage} lines={3}>
        {(versions) => (
          <Stack gap={4}>
            {versions.length === 0 && (
              <Text size="sm" c="dimmed">
                No version yet. Publishing makes the first; it never changes afterwards.
              </Text>
            )}
            {versions.map((version) => (
              <UnstyledButton
                key={version.version}
                className="tl-problem"
                onClick={() =>
                  void navigate({
                    to: "/flows/$key/versions/$version",
                    params: { key: flow, version: String(version.version) },
                  })
                }
              >
                <Group justify="space-between">
                  <Text size="sm" fw={550}>
                    Version {version.version}
                  </Text>
                  {version.live && <Badge>live</Badge>}
                </Group>
                <Text size="xs" c="dimmed">
                  <When at={version.publishedAt} /> by {version.publishedBy}
                </Text>
              </UnstyledButton>
            ))}
          </Stack>
        )}
      </Loaded>
    </Drawer>
  );
}
