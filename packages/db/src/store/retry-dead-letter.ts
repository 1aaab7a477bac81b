// What an operator tries once more. A letter is locked after everything it may change, and retried once.
import {
  identityHash,
  retryCandidate,
  retryDelivery as decideRetryDelivery,
  retryStart as decideRetryStart,
} from "@throughline/protocol";
import type { LivePlan, RetryAnswer, RunRow } from "@throughline/protocol";
import type { Delivery, Plan } from "@throughline/flow";
import type { Transaction } from "../connect.ts";
import { lockEntries, lockMatching, lockOutMatching, lockRunHeads, lockRuns } from "./locks.ts";
import { RUN_COLUMNS, WAIT_COLUMNS, toWaitRow } from "./read-rows.ts";
import type { StoredWait } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeDraft } from "./write-match.ts";
import { writeRows } from "./write-rows.ts";

/** The letter as it was written; it pins nothing, so what it needs is in it or in the row of its run. */
interface Letter {
  readonly id: string;
  readonly kind: "event" | "start" | "delivery";
  readonly seq: number | null;
  readonly run: string | null;
  readonly n: number | null;
  readonly payload: Delivery | null;
  /** Source and id of a buried event. */
  readonly source: string | null;
  readonly event: string | null;
}

const NOT_KEPT: RetryAnswer = { kind: "impossible", reason: "what it was about is not kept any more" };

/** Tries a dead letter again: an event is matched again, a start enters again, a delivery gets a fresh number. */
export async function retryDeadLetter(
  { sql, news }: StoreContext,
  { id }: { readonly id: string },
): Promise<RetryAnswer> {
  const answer = await transact(sql, async (tx): Promise<RetryAnswer> => {
    const [letter] = await tx<Letter[]>`
      select id::text as id, kind, seq, run, n, payload, event ->> 'source' as source, event ->> 'id' as event
      from dead_letter where id = ${id}::bigint`;
    return letter === undefined ? { kind: "not-found" } : retry(tx, letter);
  });
  if (answer.kind === "retried") {
    news.tell("pending");
    news.tell("delivery");
  }
  return answer;
}

function retry(tx: Transaction, letter: Letter): Promise<RetryAnswer> {
  switch (letter.kind) {
    case "event":
      return matchAgain(tx, letter);
    case "start":
      return startAgain(tx, letter);
    case "delivery":
      return deliverAgain(tx, letter);
  }
}

/** Null when the letter is this transaction's to retry; only a retry that succeeds marks it. */
async function lockLetter(tx: Transaction, { id }: Letter): Promise<RetryAnswer | null> {
  const [row] = await tx<{ retried: boolean; dismissed: boolean }[]>`
    select retried_at is not null as retried, dismissed_at is not null as dismissed
    from dead_letter where id = ${id}::bigint for update`;
  if (row === undefined) return { kind: "not-found" };
  if (row.retried) return { kind: "impossible", reason: "it was retried before" };
  return row.dismissed ? { kind: "impossible", reason: "it was dismissed" } : null;
}

async function markRetried(tx: Transaction, { id }: Letter): Promise<void> {
  await tx`update dead_letter set retried_at = clock_timestamp() where id = ${id}::bigint`;
}

/** The event goes back to the matcher; one whose partition is gone is put back from the copy, at the end of the line. */
async function matchAgain(tx: Transaction, letter: Letter): Promise<RetryAnswer> {
  const closed = await lockLetter(tx, letter);
  if (closed !== null) return closed;
  const [there] = await tx<{ matched: boolean }[]>`
    select no is not null as matched from event where seq = ${letter.seq}`;
  if (there?.matched === true) return { kind: "impossible", reason: "its event was matched meanwhile" };
  const seq = there === undefined ? await restoreEvent(tx, letter) : letter.seq;
  if (seq === null) return NOT_KEPT;
  const queued = await tx`
    insert into pending (seq, bytes, received_at)
    select seq, octet_length(data::text), received_at from event where seq = ${seq}
    on conflict do nothing returning seq`;
  if (queued.length === 0) return { kind: "impossible", reason: "its event is being matched already" };
  await markRetried(tx, letter);
  return { kind: "retried" };
}

/** Its new number; its identity names it from now on, so that a repeat is still one. */
async function restoreEvent(tx: Transaction, { id, source, event }: Letter): Promise<number | null> {
  if (source === null || event === null) return null;
  const [row] = await tx<{ seq: number }[]>`
    insert into event (seq, source, id, type, subject, time, data, ext, received_at)
    select nextval('event_seq'), copy.source, copy.id, copy.type, copy.subject, copy.time, copy.data, copy.ext, copy.received_at
    from dead_letter, jsonb_populate_record(null::event, dead_letter.event) as copy
    where dead_letter.id = ${id}::bigint returning seq`;
  if (row === undefined) return null;
  await tx`update dead_letter set seq = ${row.seq} where id = ${id}::bigint`;
  await tx`
    update identity set seq = ${row.seq} where hash = decode(${identityHash({ source, id: event })}, 'hex')`;
  return row.seq;
}

/** Nobody matches meanwhile: the entry row decides as it does for every event. */
async function startAgain(tx: Transaction, letter: Letter): Promise<RetryAnswer> {
  await lockMatching(tx);
  const [refused] = await tx<RunRow[]>`
    select ${tx.unsafe(RUN_COLUMNS)} from run where id = ${letter.run} and state = 'refused'`;
  if (refused === undefined) return NOT_KEPT;
  const live = await readLive(tx, refused.flow);
  const candidate = retryCandidate(live, refused, live?.isPaused === true);
  const [entry] =
    candidate?.kind === "enter"
      ? await lockEntries(tx, [{ flow: refused.flow, subject: candidate.subject }])
      : [];
  const runs = await lockRuns(tx, [
    ...(candidate?.kind === "enter" ? [candidate.run] : []),
    ...(entry === undefined || entry.activeRun === null ? [] : [entry.activeRun]),
    ...(entry?.queued ?? []),
  ]);
  const closed = await lockLetter(tx, letter);
  if (closed !== null) return closed;
  const [clock] = await tx<{ no: number; at: number }[]>`
    select no, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at from matcher`;
  const nextNo = (clock?.no ?? 0) + 1;
  const { answer, writes } = decideRetryStart(refused, {
    candidate,
    entry: entry ?? null,
    runs,
    nextNo,
    at: clock?.at ?? 0,
  });
  if (writes === null) return answer;
  await writeDraft(tx, writes);
  await tx`update matcher set no = ${nextNo}`;
  await markRetried(tx, letter);
  return answer;
}

async function readLive(
  tx: Transaction,
  flow: string,
): Promise<(LivePlan & { readonly isPaused: boolean }) | null> {
  const [live] = await tx<{ plan: Plan; planHash: string; isPaused: boolean }[]>`
    select plan, plan_hash as "planHash", paused_at is not null as "isPaused" from flow join flow_version on flow_version.flow = flow.key and flow_version.version = flow.live_version
    where flow.key = ${flow}`;
  return live ?? null;
}

async function deliverAgain(tx: Transaction, letter: Letter): Promise<RetryAnswer> {
  const { run: id, n, payload, seq } = letter;
  if (id === null || n === null || payload === null) return NOT_KEPT;
  await lockOutMatching(tx);
  const [run = null] = await lockRunHeads(tx, [id]);
  const waits = await tx<StoredWait[]>`
    select ${tx.unsafe(WAIT_COLUMNS)} from wait where run = ${id} and matched_n = ${n} for update`;
  const closed = await lockLetter(tx, letter);
  if (closed !== null) return closed;
  const { answer, writes } = decideRetryDelivery(
    { kind: "delivery", run: id, n, payload, seq, reason: "" },
    { run, waits: waits.map(toWaitRow) },
  );
  if (answer.kind !== "retried") return answer;
  await writeRows(tx, writes);
  await markRetried(tx, letter);
  return answer;
}
