import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, toMessage } from "../api/client.ts";
import { deadLettersQuery } from "../api/queries.ts";
import { sayDone, sayProblem } from "../ui/say.ts";
import { When } from "../ui/when.tsx";

/** What could not be delivered, with a way to try again; nothing when there is none. */
export function DeadLetters() {
  const client = useQueryClient();
  const letters = (useQuery(deadLettersQuery).data ?? []).filter(({ retriedAt }) => retriedAt === null);
  const retry = useMutation({
    mutationFn: (id: string) => call("retryDeadLetter", { params: { id } }),
    onSuccess: async () => {
      sayDone("It is tried again.");
      await client.invalidateQueries({ queryKey: ["dead-letters"] });
    },
    onError: (error) => sayProblem("Not tried again", toMessage(error)),
  });
  if (letters.length === 0) return null;
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      title={
        letters.length === 1
          ? "One thing could not be delivered"
          : `${letters.length} things could not be delivered`
      }
    >
      <Stack gap="xs">
        {letters.slice(0, 5).map((letter) => (
          <Group key={letter.id} justify="space-between" wrap="nowrap">
            <Text size="sm">
              {letter.kind}: {letter.reason} · <When at={letter.createdAt} />
            </Text>
            <Button size="xs" variant="default" onClick={() => retry.mutate(letter.id)}>
              Try again
            </Button>
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}
