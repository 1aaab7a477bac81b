import { ActionIcon, Menu, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQueryClient } from "@tanstack/react-query";
import { IconDots } from "@tabler/icons-react";
import type { FlowSummary } from "@throughline/contract";
import { call, toMessage } from "../api/client.ts";
import { useMay } from "../api/use-may.ts";
import { MenuLink } from "../ui/links.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";

type FlowAction = "unpublishFlow" | "deleteFlow" | "pauseFlow" | "resumeFlow";

/** What can be done with a flow as a whole. */
export function FlowMenu({ flow }: { readonly flow: FlowSummary }) {
  const client = useQueryClient();
  const may = useMay();
  const act = async (what: FlowAction, done: string): Promise<void> => {
    try {
      await call(what, { params: { key: flow.key } });
      sayDone(done);
      await client.invalidateQueries({ queryKey: ["flows"] });
    } catch (error) {
      sayProblem("Not done", toMessage(error));
    }
  };
  const ask = (title: string, text: string, confirm: string, then: () => void): void =>
    void modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm, cancel: "Cancel" },
      onConfirm: then,
    });
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
              ask(
                `Stop new runs of “${flow.name}”?`,
                "Events no longer start runs of this flow. Runs that are under way go on to their end.",
                "Stop new runs",
                () => void act("unpublishFlow", "No new runs start"),
              )
            }
          >
            Stop new runs
          </Menu.Item>
        )}
        {flow.pausedAt === null && (flow.liveVersion !== null || flow.openRuns > 0) && may("pauseFlow") && (
          <Menu.Item
            onClick={() =>
              ask(
                `Pause “${flow.name}”?`,
                "Its runs do nothing until you resume it, and events start no new ones: their receipts say so. What happens meanwhile is kept.",
                "Pause",
                () => void act("pauseFlow", "Paused"),
              )
            }
          >
            Pause
          </Menu.Item>
        )}
        {flow.pausedAt !== null && may("resumeFlow") && (
          <Menu.Item onClick={() => void act("resumeFlow", "Resumed")}>Resume</Menu.Item>
        )}
        {may("deleteFlow") && (
          <Menu.Item
            color="red"
            disabled={flow.liveVersion !== null}
            onClick={() =>
              ask(
                `Archive “${flow.name}”?`,
                "It disappears from this list. Its finished runs stay.",
                "Archive",
                () => void act("deleteFlow", "Archived"),
              )
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
