import { identityHash } from "@throughline/protocol";
import type { AcceptAnswer, AcceptRequest, AcceptedRef } from "@throughline/protocol";
import type { FlowEvent } from "@throughline/flow";
import { texts } from "./columns.ts";
import { ensurePartitions, isMissingPartition } from "../keep-partitions.ts";
import type { StoreContext } from "./store-context.ts";

interface Incoming {
  readonly hash: string;
  readonly event: FlowEvent;
  readonly data: string;
}

/**
 * Accepts a group of requests in one commit. Numbers are drawn in order of arrival; identities go in sorted by hash,
 * because two groups that hold the same events in different order would deadlock otherwise.
 */
export async function accept(
  context: StoreContext,
  requests: readonly AcceptRequest[],
): Promise<readonly AcceptAnswer[]> {
  const { order, incoming } = foldRepeats(requests);
  if (incoming.length === 0) return requests.map(() => ({ events: [] }));
  const first = await insertWithRoom(context, incoming);
  const repeats = incoming.flatMap(({ hash }) => (first.has(hash) ? [] : [hash]));
  // A statement of its own: the loser of a conflict cannot see the winner's row in the one that lost.
  const known = repeats.length === 0 ? new Map<string, number>() : await readSeqs(context, repeats);
  if (first.size > 0) context.news.tell("pending");
  const told = new Set<string>();
  let at = 0;
  return requests.map((request) => ({
    events: request.events.map((event): AcceptedRef => {
      const hash = order[at] ?? "";
      at += 1;
      const seq = first.get(hash) ?? known.get(hash);
      if (seq === undefined)
        throw new Error(`Cannot accept event "${event.id}": its identity is neither new nor stored`);
      const duplicate = !first.has(hash) || told.has(hash);
      told.add(hash);
      return { source: event.source, id: event.id, seq, duplicate };
    }),
  }));
}

/** Each identity once, in order of arrival, and the hash of every event asked for. */
function foldRepeats(requests: readonly AcceptRequest[]): {
  readonly order: readonly string[];
  readonly incoming: readonly Incoming[];
} {
  const order: string[] = [];
  const incoming = new Map<string, Incoming>();
  for (const { events } of requests) {
    for (const event of events) {
      const hash = identityHash(event);
      order.push(hash);
      if (!incoming.has(hash)) incoming.set(hash, { hash, event, data: JSON.stringify(event.data) });
    }
  }
  return { order, incoming: [...incoming.values()] };
}

async function insertWithRoom(
  context: StoreContext,
  incoming: readonly Incoming[],
): Promise<Map<string, number>> {
  try {
    return await insertNew(context, incoming);
  } catch (error) {
    // The keeper makes partitions ahead; if it could not, intake makes room itself.
    if (!isMissingPartition(error)) throw error;
    await ensurePartitions(context.sql);
    return insertNew(context, incoming);
  }
}

/** seq by hash of the events that were not known. One statement, hence one commit. */
async function insertNew({ sql }: StoreContext, incoming: readonly Incoming[]): Promise<Map<string, number>> {
  const rows = await sql<{ at: number; seq: number }[]>`
    with numbered as materialized (
      select nextval('event_seq') as seq, at, decode(hash, 'hex') as hash, source, id, type, subject, time, data, ext, clock_timestamp() as received_at
      from (
        select * from unnest(
          ${texts(incoming, (one) => one.hash)}::text[], ${texts(incoming, ({ event }) => event.source)}::text[],
          ${texts(incoming, ({ event }) => event.id)}::text[], ${texts(incoming, ({ event }) => event.type)}::text[],
          ${texts(incoming, ({ event }) => event.subject ?? null)}::text[], ${texts(incoming, ({ event }) => event.time ?? null)}::text[],
          ${texts(incoming, (one) => one.data)}::text[],
          ${texts(incoming, ({ event }) => (event.ext === undefined ? null : JSON.stringify(event.ext)))}::text[]
        ) with ordinality as incoming (hash, source, id, type, subject, time, data, ext, at)
        order by at
      ) as ordered
    ), claimed as (
      insert into identity (hash, seq) select hash, seq from numbered order by hash
      on conflict (hash) do nothing
      returning seq
    ), stored as (
      insert into event (seq, source, id, type, subject, time, data, ext, received_at)
      select seq, source, id, type, subject, time::timestamptz, data::jsonb, ext::jsonb, received_at from numbered join claimed using (seq) order by seq
    ), queued as (
      insert into pending (seq, bytes, received_at)
      select seq, octet_length(data), received_at from numbered join claimed using (seq) order by seq
    )
    select at::int as at, seq from numbered join claimed using (seq)`;
  return new Map(rows.map(({ at, seq }) => [incoming[at - 1]?.hash ?? "", seq]));
}

async function readSeqs({ sql }: StoreContext, hashes: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ hash: string; seq: number }[]>`
    select encode(hash, 'hex') as hash, seq from identity
    where hash = any(array(select decode(h, 'hex') from unnest(${[...hashes]}::text[]) as h))`;
  return new Map(rows.map(({ hash, seq }) => [hash, seq]));
}
