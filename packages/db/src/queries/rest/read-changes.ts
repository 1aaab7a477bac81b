import type { Sql } from "postgres";

export type Change =
  | { readonly kind: "run"; readonly run: string; readonly flow: string }
  | { readonly kind: "task"; readonly task: string; readonly queue: string }
  | { readonly kind: "event"; readonly type: string }
  | { readonly kind: "flow"; readonly flow: string };

/** A change with the stamp of the row that shows it: the same pair again is the same change. */
export interface StampedChange {
  readonly change: Change;
  readonly stamp: string;
}

/** What changed in the last `seconds`. A row may become visible later than its stamp says, so callers ask for more than they missed. */
export async function readChanges(sql: Sql, seconds: number): Promise<StampedChange[]> {
  const since = sql`clock_timestamp() - make_interval(secs => ${seconds})`;
  const rows = await sql<{ kind: Change["kind"]; a: string; b: string; stamp: string }[]>`
    (select 'run' as kind, id as a, flow as b, shown_at::text as stamp from run where shown_at > ${since} order by shown_at desc limit 200)
    union (select 'run', id, flow, started_at::text from run where started_at > ${since} order by started_at desc limit 200)
    union (select 'run', id, flow, closed_at::text from run where closed_at > ${since} order by closed_at desc limit 200)
    union (select 'task', id, queue, created_at::text || coalesce(claimed_by, '') from task where created_at > ${since} order by created_at desc limit 200)
    union (select 'task', id, queue, claimed_at::text || coalesce(claimed_by, '') from task where state = 'open' and claimed_at > ${since} limit 200)
    union (select 'task', id, queue, escalated_at::text from task where escalated_at > ${since} order by escalated_at desc limit 200)
    union (select 'task', id, queue, ended_at::text from task where ended_at > ${since} order by ended_at desc limit 200)
    union (select 'event', type, '', max(seq)::text from (select type, seq from event where received_at > ${since} order by received_at desc limit 500) e group by type)
    union (select 'flow', key, '', updated_at::text from flow where updated_at > ${since} limit 200)
    union (select 'flow', flow, '', published_at::text from flow_version where published_at > ${since} limit 200)`;
  return rows.map((row) => ({ change: toChange(row), stamp: row.stamp }));
}

function toChange(row: { readonly kind: Change["kind"]; readonly a: string; readonly b: string }): Change {
  switch (row.kind) {
    case "run":
      return { kind: "run", run: row.a, flow: row.b };
    case "task":
      return { kind: "task", task: row.a, queue: row.b };
    case "event":
      return { kind: "event", type: row.a };
    case "flow":
      return { kind: "flow", flow: row.a };
  }
}
