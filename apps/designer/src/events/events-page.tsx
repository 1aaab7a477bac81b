// Events as they arrived, and what each did.
import { Autocomplete, Badge, Button, Drawer, Group, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { EventView } from "@throughline/contract";
import { useState } from "react";
import { toMessage } from "../api/client.ts";
import { eventsQuery, eventTypesQuery } from "../api/queries.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { ReceiptPanel } from "./receipt-panel.tsx";
import { TestEvent } from "./test-event.tsx";

/** The list of events with filters; one opens its receipt. */
export function EventsPage() {
  const search = useSearch({ from: "/events" });
  const navigate = useNavigate();
  const types = useQuery(eventTypesQuery).data ?? [];
  const query = useInfiniteQuery(eventsQuery({ type: search.type, subject: search.subject }));
  const [isTrying, setIsTrying] = useState(false);
  const set = (changes: Partial<typeof search>): void =>
    void navigate({ to: "/events", search: { ...search, ...changes }, replace: true });
  const setLater = useDebouncedCallback(set, 300);
  return (
    <Page
      title="Events"
      about="What happened out there, in the order it was accepted. Each has a receipt: which runs it started and woke, which not, and why."
      actions={
        <Button variant="default" onClick={() => setIsTrying(true)}>
          Send a test event
        </Button>
      }
    >
      <DeadLetters />
      <Group gap="sm" mb="md">
        <Autocomplete
          aria-label="Event type"
          placeholder="Any type"
          w={240}
          data={types.map(({ type }) => type)}
          defaultValue={search.type ?? ""}
          onChange={(type) => setLater({ type: type === "" ? undefined : type })}
        />
        <TextInput
          aria-label="Subject"
          placeholder="Subject"
          w={240}
          defaultValue={search.subject ?? ""}
          onChange={(event) =>
            setLater({ subject: event.currentTarget.value === "" ? undefined : event.currentTarget.value })
          }
        />
      </Group>
      <Loaded query={query} describe={toMessage} lines={8}>
        {({ pages }) => {
          const events = pages.flatMap(({ items }) => items);
          if (events.length === 0)
            return (
              <NoEvents
                isFiltered={search.type !== undefined || search.subject !== undefined}
                onTry={() => setIsTrying(true)}
              />
            );
          return (
            <>
              <EventTable events={events} current={search.event} onOpen={(event) => set({ event })} />
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
      <Drawer
        opened={search.event !== undefined}
        onClose={() => set({ event: undefined })}
        position="right"
        size={520}
        title="Receipt"
      >
        {search.event !== undefined && <ReceiptPanel event={search.event} />}
      </Drawer>
      <TestEvent
        isOpen={isTrying}
        types={types}
        wanted={search.type}
        onClose={() => setIsTrying(false)}
        onReceipt={(event) => {
          setIsTrying(false);
          set({ event });
        }}
      />
    </Page>
  );
}

interface EventTableProps {
  readonly events: readonly EventView[];
  readonly current: string | undefined;
  readonly onOpen: (event: string) => void;
}

function EventTable({ events, current, onOpen }: EventTableProps) {
  return (
    <div className="tl-card">
      <Table aria-label="Events">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Number</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>Subject</Table.Th>
            <Table.Th>Data</Table.Th>
            <Table.Th>Source</Table.Th>
            <Table.Th>Received</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <Table.Tr
              key={event.event}
              className="tl-row"
              data-current={event.event === current || undefined}
              onClick={() => onOpen(event.event)}
            >
              <Table.Td className="tl-numbers">{event.event}</Table.Td>
              <Table.Td>
                <button
                  type="button"
                  className="tl-plain-button tl-table-link"
                  aria-label={`Receipt of ${event.type}, ${event.event}`}
                  onClick={() => onOpen(event.event)}
                >
                  {event.type}
                </button>
                {event.matchedAt === null && (
                  <Badge ml="xs" color="blue">
                    being matched
                  </Badge>
                )}
              </Table.Td>
              <Table.Td>{event.subject ?? "–"}</Table.Td>
              <Table.Td maw={340}>
                <Text className="tl-mono" c="dimmed" truncate>
                  {JSON.stringify(event.data)}
                </Text>
              </Table.Td>
              <Table.Td maw={180}>
                <Text size="sm" c="dimmed" truncate>
                  {event.source}
                </Text>
              </Table.Td>
              <Table.Td>
                <When at={event.receivedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function NoEvents({ isFiltered, onTry }: { readonly isFiltered: boolean; readonly onTry: () => void }) {
  return (
    <div className="tl-card">
      <EmptyState
        icon="bolt"
        title={isFiltered ? "No event fits" : "No event yet"}
        actions={isFiltered ? undefined : <Button onClick={onTry}>Send a test event</Button>}
      >
        {isFiltered
          ? "Change or clear the filters above."
          : "Your shop, app or device sends events over HTTP. Each is kept, matched once, and explained here."}
      </EmptyState>
    </div>
  );
}
