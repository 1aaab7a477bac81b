import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { FlowSummary } from "@throughline/contract";
import { call } from "../api/client.ts";
import { flowsQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { MenuLink } from "../ui/links.tsx";

type FlowAction = "unpublishFlow" | "deleteFlow" | "pauseFlow" | "resumeFlow";

/** What can be done with a flow as a whole. */
export function FlowMenu({ flow }: { readonly flow: FlowSummary }) {
  const may = useMay();
  const doIt = useAct(flowsQuery.queryKey);
  const act = (what: FlowAction, done: string): void =>
    doIt(() => call(what, { params: { key: flow.key } }), { done, failed: "Not done" });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${flow.name}`}>
          <IconDots size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuLink to="/runs" search={{ flow: flow.key }}>
          Runs
        </MenuLink>
        {flow.liveVersion !== null && may("unpublishFlow") && (
          <Menu.Item
            onClick={() =>
              askFirst({
                title: `Stop new runs of “${flow.name}”?`,
                text: "Events no longer start runs of this flow. Runs that are under way go on to their end.",
                confirm: "Stop new runs",
                isMild: true,
                onConfirm: () => act("unpublishFlow", "No new runs start"),
              })
            }
          >
            Stop new runs
          </Menu.Item>
        )}
        {flow.pausedAt === null && (flow.liveVersion !== null || flow.openRuns > 0) && may("pauseFlow") && (
          <Menu.Item
            onClick={() =>
              askFirst({
                title: `Pause “${flow.name}”?`,
                text: "Its runs do nothing until you resume it, and events start no new ones: their receipts say so. What happens meanwhile is kept.",
                confirm: "Pause",
                isMild: true,
                onConfirm: () => act("pauseFlow", "Paused"),
              })
            }
          >
            Pause
          </Menu.Item>
        )}
        {flow.pausedAt !== null && may("resumeFlow") && (
          <Menu.Item onClick={() => act("resumeFlow", "Resumed")}>Resume</Menu.Item>
        )}
        {may("deleteFlow") && (
          <Menu.Item
            color="red"
            disabled={flow.liveVersion !== null}
            onClick={() =>
              askFirst({
                title: `Archive “${flow.name}”?`,
                text: "It leaves this list; its versions and runs stay. You find it under Archived and can bring it back.",
                confirm: "Archive",
                isMild: true,
                onConfirm: () => act("deleteFlow", "Archived"),
              })
            }
          >
            Archive
            {flow.liveVersion !== null && (
              <Text size="xs" c="dimmed">
                Stop new runs first
              </Text>
            )}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
