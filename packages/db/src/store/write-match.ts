import { NO_WRITES } from "@throughline/protocol";
import type { DraftWrites, Lease, MatchWrites, RefusalRow, Writes } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { numbers, texts } from "./columns.ts";
import type { BeforeChunk } from "./chunks-of.ts";
import { insertRuns, writeRows } from "./write-rows.ts";

export interface MatchOutcome {
  readonly writes: MatchWrites;
  readonly routing: number;
  readonly lease: Lease;
}

export interface MatchHooks {
  /** Thrown when the lease changed hands meanwhile. */
  readonly lost: () => Error;
  readonly beforeChunk: BeforeChunk;
}

/** Writes a judged batch. */
export async function writeMatch(
  tx: Transaction,
  { writes, routing, lease }: MatchOutcome,
  { lost, beforeChunk }: MatchHooks,
): Promise<void> {
  await writeDraft(tx, writes, beforeChunk);
  await insertRefusals(tx, writes.refusals);
  await insertTopics(tx, writes.topics);
  await markMatched(tx, writes.matched, routing);
  const kept = await tx`
    update matcher set no = ${writes.nextNo - 1} where epoch = ${lease.epoch} and holder = ${lease.holder} returning no`;
  if (kept.length === 0) throw lost();
}

/** What entries, wakes and traits wrote: new runs first, because everything hangs on them. */
export async function writeDraft(
  tx: Transaction,
  writes: DraftWrites & Partial<Pick<Writes, "profiles">>,
  beforeChunk?: BeforeChunk,
): Promise<void> {
  await insertRuns(tx, writes.newRuns, beforeChunk);
  await writeRows(tx, { ...NO_WRITES, ...writes }, beforeChunk);
}

async function insertRefusals(tx: Transaction, rows: readonly RefusalRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into refusal (seq, flow, version, code, detail, run)
    select * from unnest(
      ${numbers(rows, (row) => row.seq)}::bigint[], ${texts(rows, (row) => row.flow)}::text[], ${numbers(rows, (row) => row.version)}::int[],
      ${texts(rows, (row) => row.code)}::text[], ${texts(rows, (row) => row.detail)}::text[], ${texts(rows, (row) => row.run)}::text[]
    )
    on conflict (seq, flow) do nothing`;
}

async function insertTopics(tx: Transaction, rows: MatchWrites["topics"]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into event_topic (topic, no, seq, received_at)
    select decode(topic, 'hex'), no, seq, to_timestamp(received_at / 1000)
    from unnest(
      ${texts(rows, (row) => row.topic)}::text[], ${numbers(rows, (row) => row.no)}::bigint[], ${numbers(rows, (row) => row.seq)}::bigint[],
      ${numbers(rows, (row) => row.receivedAt)}::float8[]
    ) as row (topic, no, seq, received_at)
    on conflict (topic, no) do nothing`;
}

async function markMatched(tx: Transaction, rows: MatchWrites["matched"], routing: number): Promise<void> {
  if (rows.length === 0) return;
  const seqs = numbers(rows, (row) => row.seq);
  await tx`
    update event set no = row.no, matched_at = clock_timestamp(), routing = ${routing}
    from unnest(${seqs}::bigint[], ${numbers(rows, (row) => row.no)}::bigint[]) as row (seq, no)
    where event.seq = row.seq`;
  await tx`delete from pending where seq = any(${seqs}::bigint[])`;
}
