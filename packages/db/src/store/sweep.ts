// What the sweeper asks: runs whose row is open although Temporal may have ended them.
import type { OfRun, SweepRequest } from "@throughline/protocol";
import type { StoreContext } from "./store-context.ts";

/** Started runs that are suspected, or all of them, in order of id after `after`. */
export async function sweepCandidates(
  { sql }: StoreContext,
  { all, limit, after }: SweepRequest,
): Promise<readonly OfRun[]> {
  return sql<OfRun[]>`
    select run.id as run from run
    where run.state in ('starting', 'open') and run.id > ${after ?? ""}
      and ${all ? sql`true` : sql`run.suspected_at is not null`}
      and exists (select 1 from delivery where delivery.run = run.id and delivery.n = 0 and delivery.state = 'settled')
    order by run.id limit ${limit}`;
}

/** Of these ids, the ones whose row is starting or open, with the start settled. */
export async function stillOpen(
  { sql }: StoreContext,
  { runs }: { readonly runs: readonly string[] },
): Promise<readonly string[]> {
  if (runs.length === 0) return [];
  const rows = await sql<{ id: string }[]>`
    select id from run where id = any(${[...runs]}::text[]) and state in ('starting', 'open')
      and exists (select 1 from delivery where delivery.run = run.id and delivery.n = 0 and delivery.state = 'settled')
    order by id`;
  return rows.map((row) => row.id);
}

/** A signal found no execution: the sweeper should look. */
export async function suspect({ sql }: StoreContext, { run }: OfRun): Promise<void> {
  await sql`update run set suspected_at = coalesce(suspected_at, clock_timestamp()) where id = ${run} and state in ('starting', 'open')`;
}

/** The sweeper looked and found it alive. */
export async function clearSuspicion({ sql }: StoreContext, { run }: OfRun): Promise<void> {
  await sql`update run set suspected_at = null where id = ${run}`;
}

/** True once the run takes no deliveries any more. */
export async function isClosed({ sql }: StoreContext, { run }: OfRun): Promise<boolean> {
  const open = await sql`select 1 from run where id = ${run} and state in ('queued', 'starting', 'open')`;
  return open.length === 0;
}
