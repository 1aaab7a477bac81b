// How the worker asks Postgres and Temporal whether they are there.
import { NativeConnection } from "@temporalio/worker";
import { connect } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { Dependency } from "./readiness.ts";

const ANSWER_MS = 5_000;

/** Postgres through the worker's pool, and through a connection of its own. */
export function postgresDependency(sql: Sql, url: string): Dependency {
  return {
    name: "Postgres",
    probe: () => inTime(sql`select 1`.then(() => undefined)),
    async probeAfresh() {
      const fresh = connect(url, {
        max: 1,
        applicationName: "throughline-probe",
        connectTimeoutMs: ANSWER_MS,
      });
      try {
        await inTime(fresh`select 1`.then(() => undefined));
      } finally {
        await fresh.end({ timeout: 1 });
      }
    },
  };
}

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

/** A pool whose connections hang never answers; the caller must. */
async function inTime(answer: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
