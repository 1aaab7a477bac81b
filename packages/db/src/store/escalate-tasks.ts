import { escalateTask, nextEscalation } from "@throughline/protocol";
import type { TaskPlace } from "@throughline/protocol";
import { numbers, texts } from "./columns.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";

/** Moves open tasks whose time has come. A task that moves is nobody's again: the queue it comes to must see it. */
export async function escalateTasks(
  { sql }: StoreContext,
  { limit }: { readonly limit: number },
): Promise<number> {
  return transact(sql, async (tx) => {
    const due = await tx<(TaskPlace & { readonly id: string; readonly now: number })[]>`
      select id, queue, escalate, floor(extract(epoch from escalated_at) * 1000)::float8 as "escalatedAt",
        floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now
      from task where state = 'open' and next_escalation_at <= clock_timestamp()
      order by next_escalation_at limit ${limit} for update skip locked`;
    const moved = due.flatMap(({ id, now, ...place }) => {
      const next = escalateTask(place, now);
      return next === null ? [] : [{ ...next, id, nextAt: nextEscalation(next) }];
    });
    if (moved.length > 0) {
      await tx`
        update task set queue = row.queue, claimed_by = null, claimed_at = null,
          escalated_at = to_timestamp(row.escalated_at / 1000), next_escalation_at = to_timestamp(row.next_at / 1000)
        from unnest(
          ${texts(moved, (row) => row.id)}::text[], ${texts(moved, (row) => row.queue)}::text[],
          ${numbers(moved, (row) => row.escalatedAt)}::float8[], ${numbers(moved, (row) => row.nextAt)}::float8[]
        ) as row (id, queue, escalated_at, next_at)
        where task.id = row.id`;
    }
    return moved.length;
  });
}
