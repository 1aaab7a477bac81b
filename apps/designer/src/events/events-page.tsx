// Events as they arrived, and what each did.
import {
  Alert,
  Badge,
  Button,
  CopyButton,
  Group,
  Modal,
  Stack,
  Table,
  Text,
  TextInput,
  Autocomplete,
  Drawer,
  Code,
  Textarea,
} from "@mantine/core";
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
      <TestEvent isOpen={isTrying} types={types.map(({ type }) => type)} onClose={() => setIsTrying(false)} />
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

function TestEvent({
  isOpen,
  types,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly types: readonly string[];
  readonly onClose: () => void;
}) {
  const [type, setType] = useState("cart.updated");
  const [subject, setSubject] = useState("customer-1");
  const [data, setData] = useState('{ "cartId": "c-1", "total": 620 }');
  const isJson = parses(data);
  const command = [
    `curl ${window.location.origin}/v1/events \\`,
    `  -H "Authorization: Bearer $WRITE_KEY" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify({ type, subject, data: isJson ? (JSON.parse(data) as unknown) : {} }).replaceAll("'", String.raw`'\''`)}'`,
  ].join("\n");
  return (
    <Modal opened={isOpen} onClose={onClose} title="Send a test event" size="lg">
      <Stack>
        <Text size="sm" c="dimmed">
          Events come in with a write key, which only senders hold. Fill in the event and run this line where
          the key is; keys are made under Settings. Flows that start by hand have a Start button in their
          editor.
        </Text>
        <Group grow>
          <Autocomplete label="Type" data={[...types]} value={type} onChange={setType} />
          <TextInput
            label="Subject"
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
        </Group>
        <Textarea
          label="Data"
          autosize
          minRows={3}
          classNames={{ input: "tl-mono" }}
          value={data}
          error={isJson ? undefined : "This is not JSON"}
          onChange={(event) => setData(event.currentTarget.value)}
        />
        <Code block tabIndex={0} aria-label="Command" style={{ whiteSpace: "pre-wrap" }}>
          {command}
        </Code>
        {!isJson && (
          <Alert color="yellow" variant="light">
            The line above leaves the data out until it is JSON.
          </Alert>
        )}
        <Group justify="flex-end">
          <CopyButton value={command}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy command"}</Button>}
          </CopyButton>
        </Group>
      </Stack>
    </Modal>
  );
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
