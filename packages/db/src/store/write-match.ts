import { NO_WRITES, fitProfiles } from "@throughline/protocol";
import type {
  DraftWrites,
  FittedProfiles,
  Lease,
  MatchWrites,
  ProfileChange,
  RefusalRow,
} from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { jsons, numbers, texts } from "./columns.ts";
import type { BeforeChunk } from "./chunks-of.ts";
import { lockProfiles } from "./locks.ts";
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
  const { profiles, refusals } = await lockAndFit(tx, writes.traits);
  await insertRefusals(tx, [...writes.refusals, ...refusals]);
  await insertTopics(tx, writes.topics);
  await markMatched(tx, writes.matched, routing);
  await writeProfiles(tx, profiles);
  const kept = await tx`
    update matcher set no = ${writes.nextNo - 1} where epoch = ${lease.epoch} and holder = ${lease.holder} returning no`;
  if (kept.length === 0) throw lost();
}

/** What entries and wakes wrote: new runs first, because everything hangs on them. */
export async function writeDraft(
  tx: Transaction,
  writes: DraftWrites,
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

async function lockAndFit(tx: Transaction, changes: readonly ProfileChange[]): Promise<FittedProfiles> {
  if (changes.length === 0) return { profiles: [], refusals: [] };
  const subjects = changes.map(({ subject }) => subject);
  return fitProfiles(await lockProfiles(tx, subjects), changes);
}

async function writeProfiles(tx: Transaction, rows: FittedProfiles["profiles"]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update profile set attributes = row.attributes::jsonb, updated_at = clock_timestamp()
    from unnest(${texts(rows, ({ subject }) => subject)}::text[], ${jsons(rows, ({ attributes }) => attributes)}::text[]) as row (subject, attributes)
    where profile.subject = row.subject`;
}
