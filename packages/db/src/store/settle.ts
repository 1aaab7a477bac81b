import type { SettleRequest } from "@throughline/protocol";
import { numbers, texts } from "./columns.ts";
import { lockRuns } from "./locks.ts";
import { lockClaimed, removeIdle } from "./outbox.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";

/** Marks deliveries of runs that this claim still holds as settled; the start that was sent makes its run open. */
export async function settle(
  { sql, news }: StoreContext,
  { claim, settlements }: SettleRequest,
): Promise<void> {
  if (settlements.length === 0) return;
  const released = await transact(sql, async (tx) => {
    const runs = settlements.map((one) => one.run);
    await lockRuns(tx, runs);
    const claimed = await lockClaimed(tx, claim, runs);
    const held = settlements.filter((one) => claimed.includes(one.run));
    if (held.length === 0) return 0;
    await tx`
      update delivery set state = 'settled', settled_as = row.settled_as, settled_at = clock_timestamp(), last_error = null
      from unnest(${texts(held, (one) => one.run)}::text[], ${numbers(held, (one) => one.n)}::int[], ${texts(held, (one) => one.as)}::text[])
        as row (run, n, settled_as)
      where delivery.run = row.run and delivery.n = row.n and delivery.state = 'pending'`;
    const started = held.flatMap((one) => (one.n === 0 && one.as === "sent" ? [one.run] : []));
    if (started.length > 0)
      await tx`update run set state = 'open' where id = any(${started}::text[]) and state = 'starting'`;
    await removeIdle(tx, claimed);
    // What came meanwhile is in nobody's hands: it need not wait for the claim to run out.
    const free = await tx`
      update outbox set claim = null, claimed_until = null, next_attempt_at = clock_timestamp()
      where run = any(${claimed as string[]}::text[])
        and not exists (select 1 from delivery where delivery.run = outbox.run and state = 'pending' and attempts > 0)
      returning run`;
    return free.length;
  });
  if (released > 0) news.tell("delivery");
}
