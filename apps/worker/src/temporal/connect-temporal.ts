import { NativeConnection } from "@temporalio/worker";
import { keepClosedRuns } from "./namespace.ts";
import { registerSearchAttributes } from "./search-attributes.ts";

export interface ConnectTemporalOptions {
  readonly address: string;
  readonly namespace: string;
  readonly signal: AbortSignal;
  /** Told before every new try. */
  readonly onRetry: (error: unknown) => void;
  readonly retryMs?: number;
}

/** Connects and prepares the namespace, as often as it takes: a worker that starts before Temporal simply waits. */
export async function connectTemporal(options: ConnectTemporalOptions): Promise<NativeConnection> {
  for (;;) {
    options.signal.throwIfAborted();
    try {
      return await connectOnce(options);
    } catch (error) {
      // A search attribute of the wrong type does not mend itself.
      if (error instanceof TypeError) throw error;
      options.onRetry(error);
      await new Promise((resolve) => setTimeout(resolve, options.retryMs ?? 1_000));
    }
  }
}

async function connectOnce({
  address,
  namespace,
  signal,
}: ConnectTemporalOptions): Promise<NativeConnection> {
  const connection = await NativeConnection.connect({ address });
  try {
    await connection.withDeadline(Date.now() + 10_000, () => keepClosedRuns(connection, namespace));
    await connection.withDeadline(Date.now() + 120_000, () =>
      registerSearchAttributes(connection, namespace, signal),
    );
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
