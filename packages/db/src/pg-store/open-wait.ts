import { CLOCK_TOLERANCE_MS } from "@throughline/flow";
import { openWait as decideOpenWait, openWaitTopics } from "@throughline/protocol";
import type { OpenWaitAnswer, OpenWaitRequest, PastEvent } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { lockOutMatching, lockRun } from "./locks.ts";
import { EVENT_COLUMNS, WAIT_COLUMNS, toEventRow, toWaitRow } from "./read-rows.ts";
import type { StoredEvent, StoredWait } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeRows } from "./write-rows.ts";

/** Opens the rows of a visit; an event that was matched already and counts becomes an ordinary delivery. */
export async function openWait(
  { sql, news }: StoreContext,
  request: OpenWaitRequest,
): Promise<OpenWaitAnswer> {
  const { answer, writes } = await transact(sql, async (tx) => {
    await lockOutMatching(tx);
    const run = await lockRun(tx, request.run);
    const existing = await tx<StoredWait[]>`
      select ${tx.unsafe(WAIT_COLUMNS)} from wait where run = ${request.run} and step = ${request.step} order by i`;
    const [counter] = await tx<{ no: number }[]>`select no from matcher`;
    const past = await readPast(tx, request);
    const decision = decideOpenWait(request, {
      run,
      existing: existing.map(toWaitRow),
      past,
      lastNo: counter?.no ?? 0,
    });
    await writeRows(tx, decision.writes);
    return decision;
  });
  if (writes.announce.length > 0) news.tell("delivery");
  return answer;
}

async function readPast(tx: Transaction, request: OpenWaitRequest): Promise<readonly PastEvent[]> {
  const topics = openWaitTopics(request);
  if (topics.length === 0) return [];
  const { since } = request;
  const from = since.at === undefined ? 0 : since.at - CLOCK_TOLERANCE_MS;
  const rows = await tx<(StoredEvent & { topic: string; no: number })[]>`
    select topics.topic, topics.no, past.*
    from (
      select encode(topic, 'hex') as topic, no, seq, received_at from event_topic
      where topic = any(array(select decode(h, 'hex') from unnest(${[...topics]}::text[]) as h))
    ) as topics
    join lateral (select ${tx.unsafe(EVENT_COLUMNS)} from event where event.seq = topics.seq) as past on true
    where topics.no > ${since.no} and topics.received_at >= to_timestamp(${from}::float8 / 1000)
    order by topics.no`;
  return rows.map(({ topic, no, ...event }) => ({ topic, no, event: toEventRow(event) }));
}
