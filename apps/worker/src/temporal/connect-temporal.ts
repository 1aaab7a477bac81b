import { NativeConnection } from "@temporalio/worker";
import { keepClosedRuns } from "./namespace.ts";
import { registerSearchAttributes } from "./search-attributes.ts";

/** Connects and prepares the namespace: retention and search attributes. */
export async function connectTemporal(
  address: string,
  namespace: string,
  signal: AbortSignal,
): Promise<NativeConnection> {
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
