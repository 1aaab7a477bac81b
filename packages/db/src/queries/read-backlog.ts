import type { Sql } from "../connect.ts";

/** How much waits, and for how long; ages in seconds. */
export interface Backlog {
  readonly pendingEvents: number;
  readonly oldestPendingSeconds: number;
  readonly undeliveredRuns: number;
  readonly oldestUndeliveredSeconds: number;
  readonly deadLetters: number;
}

/** Events accepted but not matched, runs with deliveries not sent, and what could not be delivered at all. */
export async function readBacklog(sql: Sql): Promise<Backlog> {
  const [row] = await sql<Backlog[]>`
    select
      (select count(*)::int from pending) as "pendingEvents",
      (select coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0)::float8 from pending) as "oldestPendingSeconds",
      (select count(*)::int from outbox) as "undeliveredRuns",
      (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 from outbox) as "oldestUndeliveredSeconds",
      (select count(*)::int from dead_letter where retried_at is null and dismissed_at is null) as "deadLetters"`;
  if (row === undefined) throw new Error("Cannot read the backlog: the database gave no row");
  return row;
}
