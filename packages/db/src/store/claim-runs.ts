import { randomUUID } from "node:crypto";
import type { ClaimRequest, ClaimedRun } from "@throughline/protocol";
import type { StoreContext } from "./store-context.ts";

/** Claims runs that have something to send, by priority and then by age; rows that somebody else is claiming are skipped. Attempts are raised with the claim. */
export async function claimRuns(
  { sql }: StoreContext,
  { holder, runs, leaseMs, perRun }: ClaimRequest,
): Promise<readonly ClaimedRun[]> {
  const claim = `${holder}:${randomUUID()}`;
  const claimed = await sql<{ run: string; priority: number }[]>`
    with due as (
      select run from outbox
      where next_attempt_at <= clock_timestamp() and (claimed_until is null or claimed_until < clock_timestamp())
      order by priority, next_attempt_at limit ${runs} for update skip locked
    )
    update outbox set claim = ${claim}, claimed_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
    from due where outbox.run = due.run
    returning outbox.run, outbox.priority`;
  if (claimed.length === 0) return [];
  const rows = await sql<({ run: string; flow: string } & ClaimedRun["deliveries"][number])[]>`
    with due as (
      select claimed.run, first.n
      from unnest(${claimed.map((row) => row.run)}::text[]) as claimed (run)
      cross join lateral (
        select n from delivery where delivery.run = claimed.run and state = 'pending' order by n limit ${perRun}
      ) as first
    )
    update delivery set attempts = attempts + 1
    from due join run on run.id = due.run
    where delivery.run = due.run and delivery.n = due.n and delivery.state = 'pending'
    returning delivery.run, run.flow, delivery.n, delivery.payload, delivery.attempts`;
  return claimed
    .toSorted((a, b) => a.priority - b.priority)
    .flatMap(({ run, priority }) => {
      const deliveries = rows.filter((row) => row.run === run).toSorted((a, b) => a.n - b.n);
      const flow = deliveries[0]?.flow;
      if (flow === undefined) return [];
      return [
        {
          run,
          flow,
          claim,
          priority,
          deliveries: deliveries.map(({ n, payload, attempts }) => ({ n, payload, attempts })),
        },
      ];
    });
}
