import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, toMessage } from "../api/client.ts";
import { deadLettersQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";
import { When } from "../ui/when.tsx";

/** What could not be delivered, with a way to try again; nothing when there is none, or for who may not see it. */
export function DeadLetters() {
  const may = useMay();
  return may("listDeadLetters") ? <Letters /> : null;
}

function Letters() {
  const client = useQueryClient();
  const may = useMay();
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery(deadLettersQuery);
  const letters = (data?.pages ?? []).flatMap(({ items }) => items);
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: ["dead-letters"] });
  const retry = useMutation({
    mutationFn: (id: string) => call("retryDeadLetter", { params: { id } }),
    onSuccess: async () => {
      sayDone("It is tried again.");
      await reload();
    },
    onError: (refusal) => sayProblem("Not tried again", toMessage(refusal)),
  });
  const dismiss = useMutation({
    mutationFn: (id: string) => call("dismissDeadLetter", { params: { id } }),
    onSuccess: reload,
    onError: (refusal) => sayProblem("Not dismissed", toMessage(refusal)),
  });
  const askToDismiss = (id: string): void =>
    askFirst({
      title: "Dismiss this dead letter?",
      text: "It will not be delivered and disappears from this list.",
      confirm: "Dismiss",
      isMild: true,
      onConfirm: () => dismiss.mutate(id),
    });
  if (letters.length === 0 && error === null) return null;
  return (
    <Alert color="red" variant="light" mb="md" title={titleOf(letters.length, hasNextPage)}>
      <Stack gap="xs">
        {letters.map((letter) => (
          <Group key={letter.id} justify="space-between" wrap="nowrap">
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {letter.kind}: {letter.reason} · <When at={letter.createdAt} />
            </Text>
            <Group gap="xs" wrap="nowrap" style={{ flex: "none" }}>
              {may("dismissDeadLetter") && (
                <Button size="xs" variant="subtle" color="gray" onClick={() => askToDismiss(letter.id)}>
                  Dismiss
                </Button>
              )}
              {may("retryDeadLetter") && (
                <Button
                  size="xs"
                  variant="default"
                  loading={retry.isPending && retry.variables === letter.id}
                  onClick={() => retry.mutate(letter.id)}
                >
                  Try again
                </Button>
              )}
            </Group>
          </Group>
        ))}
        {error !== null && (
          <Group justify="space-between" role="alert">
            <Text size="sm">The dead letters could not be loaded: {toMessage(error)}</Text>
            <Button size="xs" variant="default" onClick={() => void refetch()}>
              Load again
            </Button>
          </Group>
        )}
        {hasNextPage && error === null && (
          <Group justify="center">
            <Button size="xs" variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
              Show more
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

function titleOf(count: number, hasMore: boolean): string {
  if (count === 0) return "Dead letters";
  if (hasMore) return `At least ${count} things could not be delivered`;
  return count === 1 ? "One thing could not be delivered" : `${count} things could not be delivered`;
}
