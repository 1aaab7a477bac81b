import { Badge, Button, FileButton, Group, SegmentedControl, Table, Text } from "@mantine/core";
import { IconPlus, IconUpload } from "@tabler/icons-react";
import type { FlowSummary } from "@throughline/contract";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";
import { toMessage } from "../api/client.ts";
import { flowsQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { sayProblem } from "../ui/say.ts";
import { When } from "../ui/when.tsx";
import { ArchivedFlows } from "./archived-flows.tsx";
import { FlowMenu } from "./flow-menu.tsx";
import { NewFlowDialog } from "./new-flow-dialog.tsx";
import { readFlowFile } from "./read-flow-file.ts";
import type { ImportedFlow } from "./read-flow-file.ts";

/** All flows. */
export function FlowsPage() {
  const may = useMay();
  const [isArchive, setIsArchive] = useState(false);
  const [isCreating, setIsCreating] = useState(false);
  const [imported, setImported] = useState<ImportedFlow | null>(null);
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const read = readFlowFile(await file.text());
    if (read.ok) {
      setImported(read.flow);
      setIsCreating(true);
    } else sayProblem(`Cannot import ${file.name}`, read.reason);
  };
  const create = may("createFlow") && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
      New flow
    </Button>
  );
  const importing = may("createFlow") && (
    <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
          Import
        </Button>
      )}
    </FileButton>
  );
  return (
    <Page
      title="Flows"
      about="A flow is a drawing of a journey: what starts it, what it waits for, what it does."
      actions={
        <>
          {importing}
          {create}
        </>
      }
    >
      <SegmentedControl
        aria-label="Which flows"
        data={[
          { value: "used", label: "In use" },
          { value: "archived", label: "Archived" },
        ]}
        value={isArchive ? "archived" : "used"}
        onChange={(next) => setIsArchive(next === "archived")}
        mb="md"
      />
      {isArchive ? <ArchivedFlows /> : <FlowsInUse create={create} importing={importing} />}
      {isCreating && (
        <NewFlowDialog
          imported={imported}
          onClose={() => {
            setIsCreating(false);
            setImported(null);
          }}
        />
      )}
    </Page>
  );
}

interface FlowsInUseProps {
  readonly create: ReactNode;
  readonly importing: ReactNode;
}

function FlowsInUse({ create, importing }: FlowsInUseProps) {
  return (
    <Loaded query={useQuery(flowsQuery)} describe={toMessage}>
      {(flows) =>
        flows.length === 0 ? (
          <div className="tl-card">
            <EmptyState
              icon="route"
              title="Draw your first flow"
              actions={
                <>
                  {create}
                  {importing}
                </>
              }
            >
              Start with something small: when a cart is left, wait half an hour, then send a mail. You can
              publish it in a few minutes and watch it run.
            </EmptyState>
          </div>
        ) : (
          <FlowTable flows={flows} />
        )
      }
    </Loaded>
  );
}

function FlowTable({ flows }: { readonly flows: readonly FlowSummary[] }) {
  const navigate = useNavigate();
  return (
    <div className="tl-card">
      <Table aria-label="Flows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Live</Table.Th>
            <Table.Th ta="right">Open runs</Table.Th>
            <Table.Th ta="right">Last 24 h</Table.Th>
            <Table.Th>Changed</Table.Th>
            <Table.Th w={48}>
              <span className="tl-visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {flows.map((flow) => (
            <Table.Tr
              key={flow.key}
              className="tl-row"
              onClick={() => void navigate({ to: "/flows/$key", params: { key: flow.key } })}
            >
              <Table.Td>
                <Link
                  to="/flows/$key"
                  params={{ key: flow.key }}
                  className="tl-table-link"
                  onClick={(event) => event.stopPropagation()}
                >
                  {flow.name}
                </Link>
                <Text size="xs" c="dimmed">
                  {flow.key}
                </Text>
              </Table.Td>
              <Table.Td>
                <Group gap={6}>
                  {flow.liveVersion === null ? (
                    <Badge color="gray">draft</Badge>
                  ) : (
                    <Badge>version {flow.liveVersion}</Badge>
                  )}
                  {flow.liveVersion !== null && flow.changed && <Badge color="yellow">changed</Badge>}
                  {flow.pausedAt !== null && <Badge color="orange">paused</Badge>}
                </Group>
              </Table.Td>
              <Table.Td ta="right" className="tl-numbers">
                {flow.openRuns > 0 ? (
                  <Link
                    to="/runs"
                    search={{ flow: flow.key, state: "open" }}
                    className="tl-table-link"
                    onClick={(event) => event.stopPropagation()}
                  >
                    {flow.openRuns}
                  </Link>
                ) : (
                  <Text span inherit c="dimmed">
                    0
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right" className="tl-numbers">
                {flow.runs24h}
              </Table.Td>
              <Table.Td>
                <Text size="sm">
                  <When at={flow.updatedAt} />
                </Text>
                <Text size="xs" c="dimmed">
                  {flow.updatedBy}
                </Text>
              </Table.Td>
              <Table.Td onClick={(event) => event.stopPropagation()}>
                <FlowMenu flow={flow} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
