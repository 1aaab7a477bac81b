import { Alert, Button, Group, Skeleton, Stack } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ApiError } from "../api/client.ts";

/** A question and how it stands. */
export interface Loadable<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly query: Loadable<T>;
  /** What the error means to the reader. */
  readonly describe: (error: unknown) => string;
  readonly lines?: number;
  /** Shown where what was asked for does not exist: asking again would not bring it. */
  readonly missing?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** Shows a query: skeleton while it loads, what to do when it failed, else its data. */
export function Loaded<T>({ query, describe, lines = 5, missing, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null) {
    if (missing !== undefined && query.error instanceof ApiError && query.error.status === 404)
      return missing;
    return (
      <Alert
        color="red"
        variant="light"
        icon={<IconAlertCircle aria-hidden />}
        title="This could not be loaded"
        role="alert"
      >
        <Group justify="space-between">
          <span>{describe(query.error)}</span>
          <Button size="xs" variant="default" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </Group>
      </Alert>
    );
  }
  return (
    <Stack gap="sm" aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={44} radius="md" />
      ))}
    </Stack>
  );
}
