// How the worker asks Temporal whether it is there.
import { NativeConnection } from "@temporalio/worker";
import type { Dependency } from "@throughline/operations";

const ANSWER_MS = 5_000;

/** Temporal through the worker's connection, and through a new one. */
export function temporalDependency(
  connection: NativeConnection,
  address: string,
  namespace: string,
): Dependency {
  return {
    name: "Temporal",
    probe: () => askTemporal(connection, namespace),
    async probeAfresh() {
      const fresh = await NativeConnection.connect({ address });
      try {
        await askTemporal(fresh, namespace);
      } finally {
        await fresh.close();
      }
    },
  };
}

async function askTemporal(connection: NativeConnection, namespace: string): Promise<void> {
  await connection.withDeadline(Date.now() + ANSWER_MS, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
}
