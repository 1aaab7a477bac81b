import type { Sql } from "postgres";

export interface StatusRow {
  readonly pending: number;
  readonly oldestPendingSeconds: number;
  readonly undelivered: number;
  readonly oldestUndeliveredSeconds: number;
  readonly deadLetters: number;
  readonly parked: number;
  readonly matcherHolder: string | null;
  readonly matcherEpoch: number;
  readonly matcherHeldForSeconds: number;
  readonly databaseTime: string;
}

/** What waits and since when: the figures an operator watches. */
export async function readStatus(sql: Sql): Promise<StatusRow> {
  const [row] = await sql<StatusRow[]>`
    select (select count(*)::int from (select 1 from pending limit 100000) p) as pending,
           (select coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0)::float8 from pending) as "oldestPendingSeconds",
           (select count(*)::int from outbox) as undelivered,
           (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 from outbox) as "oldestUndeliveredSeconds",
           (select count(*)::int from dead_letter where retried_at is null and dismissed_at is null) as "deadLetters",
           (select count(*)::int from run where state in ('starting', 'open') and shown ->> 'state' = 'parked') as parked,
           m.holder as "matcherHolder", m.epoch::int as "matcherEpoch",
           case when m.until = '-infinity' then 0 else greatest(extract(epoch from m.until - clock_timestamp()), 0) end::float8 as "matcherHeldForSeconds",
           to_json(clock_timestamp())#>>'{}' as "databaseTime"
    from matcher m`;
  if (row === undefined) throw new Error("Cannot read the state of the matcher: its row is missing");
  return row;
}
