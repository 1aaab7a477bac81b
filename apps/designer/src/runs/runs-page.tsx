import { Button, Group, Select, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { RunSummary } from "@throughline/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { toMessage } from "../api/client.ts";
import { flowsQuery, runsQuery } from "../api/queries.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { RunState } from "../ui/run-state.tsx";
import { When } from "../ui/when.tsx";
import { ButtonLink } from "../ui/links.tsx";

const states = [
  { value: "open", label: "Under way" },
  { value: "waiting", label: "Waiting" },
  { value: "human", label: "With a person" },
  { value: "parked", label: "Needs repair" },
  { value: "queued", label: "Queued" },
  { value: "closed", label: "Ended" },
  { value: "refused", label: "Refused" },
  { value: "lost", label: "Lost" },
] as const;

/** Runs, newest first, by flow, subject and state. */
export function RunsPage() {
  const search = useSearch({ from: "/runs" });
  const navigate = useNavigate();
  const flows = useQuery(flowsQuery).data ?? [];
  const query = useInfiniteQuery(runsQuery(search));
  const set = (changes: Partial<typeof search>): void =>
    void navigate({ to: "/runs", search: { ...search, ...changes }, replace: true });
  const setSubject = useDebouncedCallback(
    (subject: string) => set({ subject: subject === "" ? undefined : subject }),
    300,
  );
  const isFiltered = search.flow !== undefined || search.subject !== undefined || search.state !== undefined;
  return (
    <Page
      title="Runs"
      about="Every time a flow started for somebody or something: where the run stands, and by which outcome it ended."
    >
      <Group gap="sm" mb="md">
        <Select
          aria-label="Flow"
          placeholder="All flows"
          clearable
          searchable
          w={220}
          data={flows.map(({ key, name }) => ({ value: key, label: name }))}
          value={search.flow ?? null}
          onChange={(flow) => set({ flow: flow ?? undefined })}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          w={170}
          data={[...states]}
          value={search.state ?? null}
          onChange={(state) => set({ state: states.find(({ value }) => value === state)?.value })}
        />
        <TextInput
          aria-label="Subject"
          placeholder="Subject"
          w={240}
          defaultValue={search.subject ?? ""}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      </Group>
      <Loaded query={query} describe={toMessage} lines={8}>
        {({ pages }) => {
          const runs = pages.flatMap(({ items }) => items);
          if (runs.length === 0) return <NoRuns isFiltered={isFiltered} />;
          return (
            <>
              <RunTable runs={runs} />
              {query.hasNextPage && (
                <Group justify="center" mt="md">
                  <Button
                    variant="default"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function RunTable({ runs }: { readonly runs: readonly RunSummary[] }) {
  const navigate = useNavigate();
  return (
    <div className="tl-card">
      <Table aria-label="Runs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Subject</Table.Th>
            <Table.Th>Flow</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Where</Table.Th>
            <Table.Th>Started</Table.Th>
            <Table.Th>Ended or wakes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr
              key={run.id}
              className="tl-row"
              onClick={() => void navigate({ to: "/runs/$id", params: { id: run.id } })}
            >
              <Table.Td maw={220}>
                <Link
                  to="/runs/$id"
                  params={{ id: run.id }}
                  className="tl-table-link"
                  onClick={(event) => event.stopPropagation()}
                >
                  {run.subject}
                </Link>
              </Table.Td>
              <Table.Td>
                <Text size="sm">{run.flowName}</Text>
                <Text size="xs" c="dimmed">
                  version {run.version}
                </Text>
              </Table.Td>
              <Table.Td>
                <RunState run={run} />
              </Table.Td>
              <Table.Td maw={240}>
                <Text size="sm" {...(run.at.length === 0 ? { c: "dimmed" } : {})} truncate>
                  {run.at.length === 0 ? "–" : run.at.join(", ")}
                </Text>
                {run.parkReason !== null && (
                  <Text size="xs" c="red" truncate title={run.parkReason}>
                    {run.parkReason}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <When at={run.startedAt} />
              </Table.Td>
              <Table.Td>
                {run.closedAt !== null ? (
                  <When at={run.closedAt} />
                ) : run.wakeAt !== null ? (
                  <When at={run.wakeAt} />
                ) : (
                  "–"
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function NoRuns({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <div className="tl-card">
      {isFiltered ? (
        <EmptyState icon="route" title="No run fits">
          Change or clear the filters above.
        </EmptyState>
      ) : (
        <EmptyState
          icon="route"
          title="Nothing has run yet"
          actions={<ButtonLink to="/flows">Go to flows</ButtonLink>}
        >
          A run starts when an event arrives that a published flow waits for. Publish a flow, then send it an
          event.
        </EmptyState>
      )}
    </div>
  );
}
