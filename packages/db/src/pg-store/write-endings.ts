import type { Ending } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { jsons, numbers, texts } from "./columns.ts";

/** What goes with a run: its waits, its tasks, what was still to be delivered. */
export async function writeEndings(tx: Transaction, endings: readonly Ending[]): Promise<void> {
  const runs = endings.map((ending) => ending.run);
  const handled = numbers(endings, (ending) => ending.handled);
  await tx`
    update run set closed_at = clock_timestamp(), reason = coalesce(row.reason, run.reason), suspected_at = null,
      trail = case when row.trail is null then run.trail else coalesce(run.trail, '{}') || jsonb_build_object('last', row.trail::jsonb) end
    from unnest(${runs}::text[], ${texts(endings, (ending) => ending.reason)}::text[], ${jsons(endings, (ending) => ending.trail)}::text[])
      as row (id, reason, trail)
    where run.id = row.id`;
  await tx`delete from wait where run = any(${runs}::text[])`;
  await tx`update task set state = 'withdrawn', ended_at = clock_timestamp() where run = any(${runs}::text[]) and state = 'open'`;
  await tx`
    update delivery set state = 'settled', settled_at = clock_timestamp(),
      settled_as = case when delivery.n <= row.handled then 'sent' else 'run had ended' end
    from unnest(${runs}::text[], ${handled}::int[]) as row (run, handled)
    where delivery.run = row.run and delivery.state = 'pending'`;
  await tx`delete from outbox where run = any(${runs}::text[])`;
}
