import type { Lease } from "@throughline/protocol";
import { lockMatching } from "./locks.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";

/** Takes a pending event out of the way, with a copy of it and the reason, so that the others go on. */
export async function buryEvent(
  { matcher }: StoreContext,
  lease: Lease,
  seq: number,
  reason: string,
): Promise<void> {
  await transact(matcher, async (tx) => {
    await lockMatching(tx);
    await tx`
      with guilty as (
        delete from pending
        where seq = ${seq} and exists (select 1 from matcher where holder = ${lease.holder} and epoch = ${lease.epoch})
        returning seq
      )
      insert into dead_letter (kind, event, seq, reason, attempts)
      select 'event', to_jsonb(event) - 'no' - 'matched_at' - 'routing', seq, ${reason.slice(0, 2_000)}, 1 from event join guilty using (seq)`;
  });
}
