// Who may match: one holder at a time, by database time, known by the backend that it matches on.
import type { Lease, LeaseRequest } from "@throughline/protocol";
import { schemaOf } from "../connect.ts";
import type { StoreContext } from "./store-context.ts";

/** Name under which the matchers of a schema connect: a backend with another name is never ended by a takeover. */
export const matcherApplication = (schema: string) => `throughline-matcher ${schema}`;

/**
 * Takes or renews the lease; null while somebody else's has not run out. It waits behind a batch that is being matched,
 * so that a holder whose batch hangs cannot renew. Who takes over first ends the old holder's backend: it may be frozen
 * with the match lock in its hands.
 */
export async function takeLease(
  { matcher }: StoreContext,
  { holder, ttlMs }: LeaseRequest,
): Promise<Lease | null> {
  await matcher`
    select pg_terminate_backend(activity.pid) from matcher join pg_stat_activity as activity on activity.pid = matcher.pid
    where matcher.holder <> ${holder} and matcher.until < clock_timestamp()
      and activity.application_name = ${matcherApplication(schemaOf(matcher))} and activity.datname = current_database() and activity.pid <> pg_backend_pid()`;
  const [row] = await matcher<{ epoch: number }[]>`
    update matcher set holder = ${holder}, pid = pg_backend_pid(), until = clock_timestamp() + make_interval(secs => ${ttlMs / 1000}),
      epoch = case when holder = ${holder} and until >= clock_timestamp() then epoch else epoch + 1 end
    where holder is null or holder = ${holder} or until < clock_timestamp()
    returning epoch`;
  return row === undefined ? null : { holder, epoch: row.epoch };
}

/**
 * Makes the lease last at least this long from now; false when it is somebody else's. One that ran out while nobody took
 * it may go on, but not after the session broke (not `mayBeOver`): then somebody may be about to take over.
 */
export async function holdLease(
  { matcher }: StoreContext,
  lease: Lease,
  { ms, mayBeOver }: { readonly ms: number; readonly mayBeOver: boolean },
): Promise<boolean> {
  const held = await matcher`
    update matcher set until = greatest(until, clock_timestamp() + make_interval(secs => ${ms / 1000}))
    where holder = ${lease.holder} and epoch = ${lease.epoch} and (${mayBeOver} or until >= clock_timestamp()) returning epoch`;
  return held.length > 0;
}

/** Lets others take over at once. */
export async function releaseLease({ matcher }: StoreContext, lease: Lease): Promise<void> {
  await matcher`update matcher set holder = null, pid = null, until = '-infinity' where holder = ${lease.holder} and epoch = ${lease.epoch}`;
}
