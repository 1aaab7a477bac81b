import { NO_WRITES } from "@throughline/protocol";
import type { DraftWrites, Lease, MatchWrites, ProfileChange, RefusalRow } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { jsons, numbers, texts } from "./columns.ts";
import { insertRuns, writeRows } from "./write-rows.ts";

/** A profile that would grow beyond this keeps what it had: every start of a run carries it. */
const PROFILE_BYTES_MAX = 65_536;

export interface MatchOutcome {
  readonly writes: MatchWrites;
  readonly routing: number;
  readonly lease: Lease;
}

/** Writes a judged batch; throws `lost()` when the lease changed hands meanwhile. */
export async function writeMatch(
  tx: Transaction,
  { writes, routing, lease }: MatchOutcome,
  lost: () => Error,
): Promise<void> {
  await writeDraft(tx, writes);
  await insertRefusals(tx, writes.refusals);
  await insertTopics(tx, writes.topics);
  await markMatched(tx, writes.matched, routing);
  await mergeProfiles(tx, writes.profiles);
  const kept = await tx`
    update matcher set no = ${writes.nextNo - 1} where epoch = ${lease.epoch} and holder = ${lease.holder} returning no`;
  if (kept.length === 0) throw lost();
}

/** What entries and wakes wrote: new runs first, because everything hangs on them. */
export async function writeDraft(tx: Transaction, writes: DraftWrites): Promise<void> {
  await insertRuns(tx, writes.newRuns);
  await writeRows(tx, { ...NO_WRITES, ...writes });
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

/** In order of matching; several changes of one profile become one row first, because a statement may touch a row only once. */
async function mergeProfiles(tx: Transaction, changes: readonly ProfileChange[]): Promise<void> {
  if (changes.length === 0) return;
  const merged = new Map<string, ProfileChange["traits"]>();
  for (const { subject, traits } of changes) merged.set(subject, { ...merged.get(subject), ...traits });
  const rows = [...merged];
  await tx`
    insert into profile as kept (subject, attributes)
    select subject, attributes::jsonb
    from unnest(${texts(rows, ([subject]) => subject)}::text[], ${jsons(rows, ([, traits]) => traits)}::text[]) as row (subject, attributes)
    where octet_length(attributes) <= ${PROFILE_BYTES_MAX}
    order by subject
    on conflict (subject) do update set attributes = kept.attributes || excluded.attributes, updated_at = clock_timestamp()
      where octet_length((kept.attributes || excluded.attributes)::text) <= ${PROFILE_BYTES_MAX}`;
}
