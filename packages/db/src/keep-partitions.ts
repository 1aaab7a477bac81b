// Room for events ahead of their arrival, and dropping what is older than the retention, a partition at a time.
import { lockKey } from "./connect.ts";
import type { Sql, Transaction } from "./connect.ts";
import { sqlState } from "./sql-state.ts";

export interface PartitionOptions {
  /** Sequence numbers in one partition. */
  readonly size?: number;
}

export interface KeepOptions extends PartitionOptions {
  /** Events accepted before this long ago may go, unless a wait may look back further. */
  readonly retentionMs: number;
}

const DEFAULT_SIZE = 5_000_000;
const LATE_WAIT_MS = 86_400_000;

interface Partition {
  readonly name: string;
  /** Exclusive upper end of its sequence numbers. */
  readonly upTo: number;
}

/** True for the error of an insert that found no partition. */
export function isMissingPartition(error: unknown): boolean {
  return sqlState(error) === "23514";
}

/** Makes partitions until at least one whole one lies ahead of the newest sequence number; answers the new ones. */
export async function ensurePartitions(sql: Sql, options: PartitionOptions = {}): Promise<readonly string[]> {
  const size = options.size ?? DEFAULT_SIZE;
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lockKey(tx, "partitions")})`;
    const [row] = await tx<{ last: number }[]>`select last_value as last from event_seq`;
    const partitions = await listPartitions(tx);
    let from = partitions.at(-1)?.upTo ?? 0;
    const made: string[] = [];
    while (from < (row?.last ?? 0) + size) {
      const name = `event_from_${from}`;
      await tx.unsafe(
        `create table "${name}" partition of event for values from (${from}) to (${from + size})`,
      );
      made.push(name);
      from += size;
    }
    return made;
  });
}

/** Makes room ahead and drops partitions that are over and that nothing refers to; answers what it did. */
export async function keepPartitions(
  sql: Sql,
  options: KeepOptions,
): Promise<{ readonly made: readonly string[]; readonly dropped: readonly string[] }> {
  const made = await ensurePartitions(sql, options);
  const dropped = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lockKey(tx, "partitions")})`;
    const [row] = await tx<{ last: number }[]>`select last_value as last from event_seq`;
    const retentionMs = Math.max(options.retentionMs, await longestLookBack(tx));
    const gone: string[] = [];
    for (const partition of await listPartitions(tx)) {
      // From the oldest on, and never past one that stays: what a look-back may reach has no gaps.
      if (partition.upTo > (row?.last ?? 0) || !(await mayGo(tx, partition, retentionMs))) break;
      await tx`delete from event_topic where seq < ${partition.upTo}`;
      await tx`delete from refusal where seq < ${partition.upTo}`;
      await tx.unsafe(`drop table "${partition.name}"`);
      gone.push(partition.name);
    }
    return gone;
  });
  return { made, dropped };
}

/**
 * How far back (ms) waits may look that a live version or an open run has, with a margin for a wait that is opened late
 * because the database was away; 0 when none looks back. A plan of an unknown shape looks back nowhere.
 */
async function longestLookBack(tx: Transaction): Promise<number> {
  const [row] = await tx<{ ms: number | null }[]>`
    with used as (
      select key as flow, live_version as version from flow where live_version is not null
      union
      select flow, version from run where state in ('queued', 'starting', 'open')
    )
    select max((step #>> '{since,ms}')::float8) as ms
    from used join flow_version using (flow, version)
    cross join lateral jsonb_array_elements(flow_version.plan -> 'steps') as step
    where step ->> 'op' = 'wait' and step #>> '{since,kind}' = 'look-back'`;
  return row === undefined || row.ms === null ? 0 : row.ms + LATE_WAIT_MS;
}

/** Old enough, and no pending event, unsettled delivery, queued run or live wait that may look back needs it. */
async function mayGo(tx: Transaction, partition: Partition, retentionMs: number): Promise<boolean> {
  const [row] = await tx<{ free: boolean }[]>`
    select
      coalesce((select received_at < clock_timestamp() - make_interval(secs => ${retentionMs / 1000}) from event
        where seq < ${partition.upTo} order by seq desc limit 1), true)
      and not exists (select 1 from pending where seq < ${partition.upTo})
      and not exists (select 1 from delivery where state = 'pending' and seq < ${partition.upTo})
      and not exists (select 1 from run where state = 'queued' and entry_seq < ${partition.upTo})
      and not exists (
        select 1 from run join flow_version using (flow, version)
        where run.state in ('queued', 'starting', 'open') and run.entry_seq < ${partition.upTo}
          and jsonb_path_exists(flow_version.plan, '$.listens[*] ? (@.static == false)')
      ) as free`;
  return row?.free === true;
}

async function listPartitions(tx: Transaction): Promise<readonly Partition[]> {
  const rows = await tx<{ name: string; bound: string }[]>`
    select child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bound
    from pg_inherits join pg_class child on child.oid = inhrelid where inhparent = 'event'::regclass`;
  return rows
    .map(({ name, bound }) => ({ name, upTo: Number(/TO \('?(\d+)'?\)/.exec(bound)?.[1]) }))
    .toSorted((a, b) => a.upTo - b.upTo);
}
