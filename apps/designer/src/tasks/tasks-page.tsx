// The inbox: the queue on the left, the case on the right.
import {
  Autocomplete,
  Badge,
  Button,
  Center,
  Group,
  Kbd,
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
  Title,
  UnstyledButton,
} from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { Task } from "@throughline/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { toMessage } from "../api/client.ts";
import { queuesQuery, tasksQuery } from "../api/queries.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { usePageKeys } from "../ui/page-keys.ts";
import { When } from "../ui/when.tsx";
import { TaskCase } from "./task-case.tsx";
import "./tasks-page.css";

/** Tasks that wait for a person. */
export function TasksPage() {
  const search = useSearch({ from: "/tasks" });
  const navigate = useNavigate();
  const state = search.state ?? "open";
  const query = useInfiniteQuery(tasksQuery({ state, queue: search.queue }));
  const shown = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const queues = useKnownQueues(shown);
  const first = useFirst(`${state} ${search.queue ?? ""}`, shown[0]?.id);
  const current = search.task ?? first;
  const open = (task: string | undefined): void =>
    void navigate({ to: "/tasks", search: { ...search, task }, replace: true });
  const setQueue = useDebouncedCallback(
    (queue: string) =>
      void navigate({
        to: "/tasks",
        search: { ...search, task: undefined, queue: queue === "" ? undefined : queue },
        replace: true,
      }),
    300,
  );
  const step = (by: 1 | -1): void => {
    const index = shown.findIndex(({ id }) => id === current);
    const next = shown[Math.min(shown.length - 1, Math.max(0, index + by))];
    if (next !== undefined) open(next.id);
  };
  usePageKeys([
    ["j", () => step(1)],
    ["k", () => step(-1)],
    ["ArrowDown", () => step(1)],
    ["ArrowUp", () => step(-1)],
    [
      "Enter",
      () =>
        document.querySelector<HTMLElement>("#case input, #case textarea, #case [data-decision]")?.focus(),
    ],
  ]);
  return (
    <div className="tl-tasks">
      <section className="tl-task-list" aria-label="Inbox">
        <Stack gap="sm" p="md" pb="sm">
          <Group justify="space-between">
            <Title order={1}>Tasks</Title>
            <Text size="xs" c="dimmed">
              <Kbd size="xs">j</Kbd> <Kbd size="xs">k</Kbd> to move
            </Text>
          </Group>
          <Group gap="xs" grow>
            <SegmentedControl
              size="xs"
              aria-label="State"
              data={[
                { value: "open", label: "Open" },
                { value: "ended", label: "Done" },
              ]}
              value={state}
              onChange={(next) =>
                void navigate({
                  to: "/tasks",
                  search: { state: next === "ended" ? "ended" : "open", queue: search.queue },
                })
              }
            />
            <Autocomplete
              size="xs"
              aria-label="Queue"
              placeholder="All queues"
              clearable
              data={[...queues]}
              defaultValue={search.queue ?? ""}
              onChange={setQueue}
            />
          </Group>
        </Stack>
        <ScrollArea flex={1} px="xs" pb="md" type="auto">
          <Loaded query={query} describe={toMessage}>
            {() =>
              shown.length === 0 ? (
                <EmptyState
                  icon="user-question"
                  title={
                    search.queue !== undefined
                      ? `No task in the queue “${search.queue}”`
                      : state === "open"
                        ? "Nothing to decide"
                        : "Nothing decided yet"
                  }
                >
                  {state === "open"
                    ? "When a run asks a person, the question lands here. Draw the node “Ask a person” to get one."
                    : "Tasks that were decided or ran out of time appear here."}
                </EmptyState>
              ) : (
                <ul aria-label="Tasks" style={{ listStyle: "none", margin: 0, padding: 0 }}>
                  {shown.map((task) => (
                    <TaskRow
                      key={task.id}
                      task={task}
                      isCurrent={task.id === current}
                      onOpen={() => open(task.id)}
                    />
                  ))}
                  {query.hasNextPage && (
                    <li style={{ textAlign: "center" }}>
                      <Button
                        size="xs"
                        mt="sm"
                        variant="default"
                        loading={query.isFetchingNextPage}
                        onClick={() => void query.fetchNextPage()}
                      >
                        Show more
                      </Button>
                    </li>
                  )}
                </ul>
              )
            }
          </Loaded>
        </ScrollArea>
      </section>
      <main id="main" className="tl-task-case">
        <div id="case">
          {current === undefined ? (
            shown.length > 0 && <Nothing />
          ) : (
            <TaskCase
              key={current}
              id={current}
              onDone={() =>
                open(
                  shown[shown.findIndex(({ id }) => id === current) + 1]?.id ??
                    shown.find(({ id }) => id !== current)?.id,
                )
              }
            />
          )}
        </div>
      </main>
    </div>
  );
}

/** The task that stood first when the list was opened: the case on the right stays what it is while the list moves. */
function useFirst(list: string, id: string | undefined): string | undefined {
  const [first, setFirst] = useState<{ readonly list: string; readonly id: string } | null>(null);
  if (id !== undefined && first?.list !== list) setFirst({ list, id });
  return first?.list === list ? first.id : undefined;
}

/** The queues seen so far: choosing one leaves the others on offer. */
function useKnownQueues(tasks: readonly Task[]): readonly string[] {
  const waiting = useQuery(queuesQuery).data ?? [];
  return [...new Set([...waiting, ...tasks.map(({ queue }) => queue)])].toSorted();
}

function TaskRow({
  task,
  isCurrent,
  onOpen,
}: {
  readonly task: Task;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
}) {
  const [nowMs] = useState(() => Date.now());
  const isLate = task.state === "open" && task.dueAt !== null && Date.parse(task.dueAt) < nowMs;
  return (
    <li>
      <UnstyledButton
        className="tl-task-row"
        data-current={isCurrent || undefined}
        aria-current={isCurrent || undefined}
        onClick={onOpen}
      >
        <Text size="sm" fw={560} lineClamp={2}>
          {task.title}
        </Text>
        <Group gap={8} mt={4}>
          <Badge color="gray">{task.queue}</Badge>
          <Text size="xs" c={isLate ? "red" : "dimmed"}>
            {task.state === "open" ? (
              task.dueAt === null ? (
                <When at={task.createdAt} />
              ) : (
                <>
                  due <When at={task.dueAt} />
                </>
              )
            ) : (
              task.state
            )}
          </Text>
          {task.claimedBy !== null && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              taken by {task.claimedBy}
            </Text>
          )}
        </Group>
      </UnstyledButton>
    </li>
  );
}

function Nothing() {
  return (
    <Center h="60dvh">
      <Text c="dimmed" size="sm">
        Choose a task on the left.
      </Text>
    </Center>
  );
}
