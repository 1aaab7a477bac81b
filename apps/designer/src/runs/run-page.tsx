import { hasEnded } from "@throughline/contract";
// One run, drawn on its flow.
import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronLeft, IconDots, IconExternalLink } from "@tabler/icons-react";
import type { Run } from "@throughline/contract";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { toNodeTypes } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { useMemo, useState } from "react";
import { call, toMessage } from "../api/client.ts";
import { nodeTypesQuery, runQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { ReadOnlyDrawing } from "../ui/drawing/read-only-drawing.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { RunState } from "../ui/run-state.tsx";
import { When } from "../ui/when.tsx";
import { runOverlays } from "./run-overlays.ts";
import { RunPanel } from "./run-panel.tsx";
import "./run-page.css";
import { AnchorLink, ButtonLink, IconLink, MenuLink } from "../ui/links.tsx";

/** Loads a run; follows it by live messages, and by asking now and then in case they do not arrive. */
export function RunPage() {
  const { id } = useParams({ from: "/runs/$id" });
  const query = useQuery({
    ...runQuery(id),
    refetchInterval: (current) => (current.state.data?.state === "closed" ? false : 5_000),
  });
  const types = useQuery(nodeTypesQuery);
  return (
    <Loaded
      query={query}
      describe={toMessage}
      missing={
        <EmptyState
          icon="flag"
          title="There is no such run"
          actions={<ButtonLink to="/runs">All runs</ButtonLink>}
        >
          No run has the id “{id}”. It may be older than what is kept, or the link is mistyped.
        </EmptyState>
      }
    >
      {(run) => (
        <Loaded query={types} describe={toMessage}>
          {(found) => <RunView run={run} types={found} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function RunView({ run, types }: { readonly run: Run; readonly types: readonly NodeType[] }) {
  const [selected, setSelected] = useState<string | null>(null);
  const nodeTypes = useMemo(() => toNodeTypes(types), [types]);
  const overlays = useMemo(() => runOverlays(run), [run]);
  return (
    <div className="tl-run">
      <Group component="header" className="tl-run-bar" justify="space-between" wrap="nowrap">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <IconLink to="/runs" variant="subtle" color="gray" aria-label="All runs">
            <IconChevronLeft size={18} aria-hidden />
          </IconLink>
          <Text component="h1" fw={620} truncate maw={340} title={run.subject}>
            {run.subject}
          </Text>
          <RunState run={run} />
          <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            <AnchorLink to="/flows/$key" params={{ key: run.flow }} size="sm">
              {run.flowName}
            </AnchorLink>
            , version {run.version} · started <When at={run.startedAt} />
          </Text>
        </Group>
        <Group gap="xs" wrap="nowrap">
          <TemporalLink url={run.temporalUrl} />
          <RunMenu run={run} />
        </Group>
      </Group>
      <div className="tl-run-body">
        <main id="main" className="tl-run-drawing">
          <ReadOnlyDrawing
            document={run.document}
            nodeTypes={nodeTypes}
            overlays={overlays}
            selected={selected}
            onSelect={setSelected}
            label="The run on its flow"
          />
        </main>
        <aside className="tl-run-side" aria-label="Steps">
          <RunPanel run={run} nodeTypes={nodeTypes} selected={selected} onSelect={setSelected} />
        </aside>
      </div>
    </div>
  );
}

/** The run in the Temporal UI; nothing where that UI has no address. */
function TemporalLink({ url }: { readonly url: string | null | undefined }) {
  if (url === null || url === undefined) return null;
  return (
    <Button
      component="a"
      href={url}
      target="_blank"
      rel="noreferrer"
      variant="default"
      leftSection={<IconExternalLink size={15} aria-hidden />}
    >
      Open in Temporal
    </Button>
  );
}

function RunMenu({ run }: { readonly run: Run }) {
  const may = useMay();
  const isOpen = !hasEnded(run.state);
  const doIt = useAct(["run", run.id]);
  const act = (what: "pauseRun" | "resumeRun" | "cancelRun", done: string): void =>
    doIt(() => call(what, { params: { id: run.id } }), { done, failed: "Not done" });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Run actions">
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isOpen && run.state !== "paused" && may("pauseRun") && (
          <Menu.Item onClick={() => act("pauseRun", "The run pauses")}>Pause</Menu.Item>
        )}
        {(run.state === "paused" || run.state === "parked") && may("resumeRun") && (
          <Menu.Item onClick={() => act("resumeRun", "The run goes on")}>Resume</Menu.Item>
        )}
        <MenuLink to="/runs" search={{ subject: run.subject }}>
          All runs of this subject
        </MenuLink>
        {may("cancelRun") && (
          <Menu.Item
            color="red"
            disabled={!isOpen}
            onClick={() =>
              askFirst({
                title: "Cancel this run?",
                text: "It ends with the outcome “cancelled”. What it has already sent stays sent.",
                confirm: "Cancel run",
                cancel: "Keep running",
                onConfirm: () => act("cancelRun", "The run is being cancelled"),
              })
            }
          >
            Cancel run
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
