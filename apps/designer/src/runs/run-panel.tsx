import { stepId } from "@throughline/flow";
import { Alert, Badge, Box, Group, Stack, Tabs, Text } from "@mantine/core";
import type { AuditEntry, Run } from "@throughline/contract";
import { useQuery } from "@tanstack/react-query";
import type { NodeTypes } from "@throughline/flow";
import { runHistoryQuery, runMessagesQuery, runTasksQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { JsonView } from "../ui/json-view.tsx";
import { When } from "../ui/when.tsx";
import { RepairForm } from "./repair-form.tsx";
import {
  actionInWords,
  actorInWords,
  nodeName,
  outcomeInWords,
  receivedInWords,
  settledInWords,
  waitInWords,
} from "./run-words.ts";
import { Visit } from "./visit.tsx";
import { AnchorLink } from "../ui/links.tsx";

interface RunPanelProps {
  readonly run: Run;
  readonly nodeTypes: NodeTypes;
  readonly selected: string | null;
  readonly onSelect: (node: string | null) => void;
}

/** The side of a run's page: what happened step by step, what it waits for, what it was given. */
export function RunPanel({ run, nodeTypes, selected, onSelect }: RunPanelProps) {
  const may = useMay();
  const history = useQuery(runHistoryQuery(run.id)).data ?? [];
  const messages = useQuery(runMessagesQuery(run.id)).data ?? [];
  const tasks = useQuery({ ...runTasksQuery(run.id), enabled: run.state === "human" }).data ?? [];
  const parked = run.trail.filter(({ state }) => state === "parked");
  return (
    <Box p="md">
      <Stack gap="sm">
        {run.state === "lost" || run.state === "refused" ? (
          <Alert
            color="red"
            variant="light"
            title={run.state === "lost" ? "Ended from outside" : "Could not be started"}
          >
            {run.reason ?? "No reason was given."}
          </Alert>
        ) : null}
        {parked.map((entry) =>
          may("resolveRun") ? (
            <RepairForm key={stepId(entry)} run={run} entry={entry} nodeTypes={nodeTypes} />
          ) : (
            <Alert
              key={stepId(entry)}
              color="red"
              variant="light"
              title={`“${nodeName(run.document, entry.node)}” needs repair`}
            >
              {entry.error?.message ?? run.parkReason ?? "The step could not finish."} An operator can repair
              it.
            </Alert>
          ),
        )}
        <Tabs defaultValue="steps" keepMounted={false} styles={{ tab: { paddingInline: 9 } }}>
          <Tabs.List>
            <Tabs.Tab value="steps">Steps</Tabs.Tab>
            <Tabs.Tab value="waits">Waits</Tabs.Tab>
            <Tabs.Tab value="deliveries">Received</Tabs.Tab>
            <Tabs.Tab value="entry">Started by</Tabs.Tab>
            <Tabs.Tab value="history">History</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="steps" pt="md">
            {!run.trailComplete && (
              <Text size="xs" c="dimmed" mb="sm" role="status">
                The run cannot be asked right now; this is what it last said.
              </Text>
            )}
            <ol aria-label="Steps of the run" style={{ listStyle: "none", margin: 0, padding: 0 }}>
              {run.trail.map((entry) => (
                <Visit
                  key={stepId(entry)}
                  entry={entry}
                  run={run}
                  nodeTypes={nodeTypes}
                  history={history}
                  messages={messages}
                  task={entry.state === "active" ? tasks.find(({ node }) => node === entry.node) : undefined}
                  isSelected={selected === entry.node}
                  onSelect={() => onSelect(selected === entry.node ? null : entry.node)}
                />
              ))}
            </ol>
            {run.trail.length === 0 && (
              <Text size="sm" c="dimmed">
                {run.state === "queued"
                  ? "It waits for an earlier run of the same subject to end."
                  : "Nothing has happened yet."}
              </Text>
            )}
            {run.outcome !== null && (
              <Text size="sm">
                Ended with <strong>{outcomeInWords(run, nodeTypes)}</strong>
                {run.closedAt !== null && (
                  <>
                    , <When at={run.closedAt} />
                  </>
                )}
                .
              </Text>
            )}
          </Tabs.Panel>
          <Tabs.Panel value="waits" pt="md">
            <Stack gap="xs">
              {run.waits.length === 0 && (
                <Text size="sm" c="dimmed">
                  It waits for no event.
                </Text>
              )}
              {run.waits.map((wait, index) => (
                <WaitCard key={index} {...waitInWords(run, wait, nodeTypes)} />
              ))}
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="deliveries" pt="md">
            <Deliveries run={run} />
          </Tabs.Panel>
          <Tabs.Panel value="entry" pt="md">
            <JsonView value={run.entry} label="The event that started it" maxHeight={480} />
            <Text size="xs" c="dimmed" mt="sm" style={{ overflowWrap: "anywhere" }}>
              Id of the run: <span className="tl-mono">{run.id}</span>
            </Text>
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="md">
            <History run={run} entries={history} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Box>
  );
}

function WaitCard({ title, about, state, isWaiting }: ReturnType<typeof waitInWords>) {
  return (
    <Box className="tl-card" p="sm">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text size="sm" fw={560} {...(isWaiting ? {} : { c: "dimmed" })} style={{ overflowWrap: "anywhere" }}>
          {title}
        </Text>
        <Badge color={isWaiting ? "blue" : "gray"} style={{ flex: "none" }}>
          {state}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
    </Box>
  );
}

/** What people did to the run. */
function History({ run, entries }: { readonly run: Run; readonly entries: readonly AuditEntry[] }) {
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nobody repaired, paused or cancelled it.
      </Text>
    );
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }} aria-label="What people did">
      {entries.map((entry) => (
        <Box key={entry.id} component="li" className="tl-card" p="sm">
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {actorInWords(entry.actor)} {actionInWords(entry, run.document)}.
          </Text>
          <Text size="xs" c="dimmed">
            <When at={entry.at} />
          </Text>
        </Box>
      ))}
    </Stack>
  );
}

function Deliveries({ run }: { readonly run: Run }) {
  return (
    <Stack gap="xs">
      {run.deliveries.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was handed to it yet.
        </Text>
      )}
      {run.deliveries.map((delivery) => (
        <Box key={delivery.n} className="tl-card" p="sm">
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">
              {receivedInWords(delivery.kind)}
              {delivery.event !== null && (
                <>
                  {" · "}
                  <AnchorLink to="/events" search={{ event: delivery.event }} size="sm">
                    event {delivery.event}
                  </AnchorLink>
                </>
              )}
            </Text>
            <Badge color={delivery.state === "settled" ? "gray" : "blue"}>{settledInWords(delivery)}</Badge>
          </Group>
          <Text size="xs" c="dimmed">
            <When at={delivery.createdAt} />
            {delivery.attempts > 1 && `, ${delivery.attempts} attempts`}
          </Text>
          {delivery.lastError !== null && delivery.state === "pending" && (
            <Text size="xs" c="red">
              {delivery.lastError}
            </Text>
          )}
        </Box>
      ))}
    </Stack>
  );
}
