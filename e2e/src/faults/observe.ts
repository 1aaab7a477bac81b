// What the product says of itself after the experiment: rows from Postgres, receipts over HTTP, workflows from Temporal.
import { Client, Connection } from "@temporalio/client";
import { dataConverter } from "@throughline/temporal";
import postgres from "postgres";
import { createClient } from "../client.ts";
import type { Installation } from "../installation.ts";
import type { EventFact, Observed, RunFact, SignalFact } from "../ledger/check.ts";
import type { Ledger } from "../ledger/ledger.ts";

const HISTORIES_AT_ONCE = 8;

/** Rows that must be gone when everything is quiet. */
export async function leftovers(databaseUrl: string): Promise<Observed["leftovers"]> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const [row] = await sql<{ pending: number; deliveries: number; waits: number; open_tasks: number }[]>`
      select (select count(*)::int from pending) as pending,
        (select count(*)::int from delivery where state = 'pending') as deliveries,
        (select count(*)::int from wait w join run r on r.id = w.run where r.state in ('closed', 'lost', 'refused')) as waits,
        (select count(*)::int from task where state = 'open') as open_tasks`;
    return {
      pending: row?.pending ?? 0,
      deliveries: row?.deliveries ?? 0,
      waits: row?.waits ?? 0,
      openTasks: row?.open_tasks ?? 0,
    };
  } finally {
    await sql.end();
  }
}

/** Collects everything the checker needs. */
export async function observe(installation: Installation, ledger: Ledger, kills: number): Promise<Observed> {
  const sql = postgres(installation.databaseUrl, { max: 2 });
  const runs = await sql<RunFact[]>`
    select id, flow, state, outcome, json_build_object('source', entry ->> 'source', 'id', entry ->> 'id') as entry from run`;
  const rows = await sql<{ seq: string; source: string; id: string; matched: boolean }[]>`
    select seq::text, source, id, no is not null as matched from event`;
  await sql.end();
  const client = createClient(installation);
  const events: EventFact[] = [];
  for (const row of rows) {
    const receipt = await client.get<{ lines: readonly unknown[] }>(`/api/events/${row.seq}/receipt`);
    events.push({
      source: row.source,
      id: row.id,
      event: row.seq,
      matched: row.matched,
      lines: receipt.lines.length,
    });
  }
  return {
    ledger: ledger.lines,
    sinks: installation.sinkLines(),
    runs: [...runs],
    events,
    ...(await readTemporal(installation.temporalAddress)),
    leftovers: await leftovers(installation.databaseUrl),
    kills,
  };
}

/** Every workflow chain, with its last state (continued executions count once), and the signals in all histories. */
export async function readTemporal(address: string): Promise<Pick<Observed, "workflows" | "signals">> {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter });
  const workflows: { id: string; open: boolean }[] = [];
  const executions: { run: string; execution: string }[] = [];
  for await (const { workflowId, runId, status } of client.workflow.list()) {
    executions.push({ run: workflowId, execution: runId });
    if (status.name !== "CONTINUED_AS_NEW")
      workflows.push({ id: workflowId, open: status.name === "RUNNING" });
  }
  const signals: SignalFact[] = [];
  const read = async (): Promise<void> => {
    for (let next = executions.pop(); next !== undefined; next = executions.pop())
      signals.push(...(await readSignals(client, next)));
  };
  await Promise.all(Array.from({ length: HISTORIES_AT_ONCE }, read));
  await connection.close();
  return { workflows, signals };
}

async function readSignals(
  client: Client,
  { run, execution }: Omit<SignalFact, "n">,
): Promise<readonly SignalFact[]> {
  const { events } = await client.workflow.getHandle(run, execution).fetchHistory();
  return (events ?? []).flatMap((event) => {
    const data = event.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0]?.data;
    if (data === undefined || data === null) return [];
    const { n } = JSON.parse(Buffer.from(data).toString("utf8")) as { n: number }; // the deliverer's payload
    return [{ run, execution, n }];
  });
}
