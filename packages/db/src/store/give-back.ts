import type { GiveBackRequest } from "@throughline/protocol";
import { lockRuns } from "./locks.ts";
import { lockClaimed, removeIdle } from "./outbox.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";

/** Gives a claimed run back, to be tried again after a while; why is kept with its first unsettled delivery. */
export async function giveBack(
  { sql, news }: StoreContext,
  { claim, run, retryInMs, error }: GiveBackRequest,
): Promise<void> {
  const waiting = await transact(sql, async (tx) => {
    await lockRuns(tx, [run]);
    if ((await lockClaimed(tx, claim, [run])).length === 0) return false;
    if (error !== null) {
      await tx`
        update delivery set last_error = ${error.slice(0, 2_000)}
        where run = ${run} and n = (select min(n) from delivery where run = ${run} and state = 'pending')`;
    }
    await removeIdle(tx, [run]);
    const left = await tx`
      update outbox set claim = null, claimed_until = null, next_attempt_at = clock_timestamp() + make_interval(secs => ${retryInMs / 1000})
      where run = ${run} returning run`;
    return left.length > 0 && retryInMs === 0;
  });
  if (waiting) news.tell("delivery");
}
