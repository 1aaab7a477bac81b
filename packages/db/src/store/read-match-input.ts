// The rows that a batch is judged by, read under the match lock.
import type { Profile } from "@throughline/flow";
import { subjectsKnown } from "@throughline/protocol";
import type { EventRow, MatchInput, MatchKeys, MatchLimits, ProfileRow } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { lockEntries, lockRunHeads } from "./locks.ts";
import { TooManyWaitsError } from "./match-trouble.ts";
import { EVENT_COLUMNS, WAIT_COLUMNS, toEventRow, toWaitRow } from "./read-rows.ts";
import type { StoredEvent, StoredWait } from "./read-rows.ts";

/** So many waits are told of their timeout in one batch, whatever its events do: a crowd of them must not make it late. */
export const EXPIRING_AT_ONCE = 1_000;

/** The oldest pending events in order of acceptance, as many as the limits allow and at least one. */
export async function readBatch(
  tx: Transaction,
  limits: MatchLimits,
): Promise<{ readonly batch: readonly EventRow[]; readonly more: boolean }> {
  const pending = await tx<
    { seq: number; bytes: number }[]
  >`select seq, bytes from pending order by seq limit ${limits.events + 1}`;
  let bytes = 0;
  const taken = pending.slice(0, limits.events).filter((row, i) => {
    bytes += row.bytes;
    return i === 0 || bytes <= limits.bytes;
  });
  if (taken.length === 0) return { batch: [], more: false };
  const rows = await tx<StoredEvent[]>`
    select ${tx.unsafe(EVENT_COLUMNS)} from event where seq = any(${taken.map((row) => row.seq)}::bigint[]) order by seq`;
  return { batch: rows.map(toEventRow), more: pending.length > taken.length };
}

/** Waits whose deadline passed while an older event was pending. */
export async function readExpiring(tx: Transaction): Promise<readonly StoredWait[]> {
  return tx<
    StoredWait[]
  >`select ${tx.unsafe(WAIT_COLUMNS)} from wait where state = 'expiring' order by deadline limit ${EXPIRING_AT_ONCE}`;
}

export interface ToRead {
  readonly keys: MatchKeys;
  readonly expiring: readonly StoredWait[];
  readonly nextNo: number;
  readonly maxWaits: number;
}

/** Reads and locks what the events meet and may start; throws when they meet more waits than `maxWaits`. */
export async function readInput(
  tx: Transaction,
  { keys, expiring, nextNo, maxWaits }: ToRead,
): Promise<MatchInput> {
  const [met, entries, oldestLeft] = await Promise.all([
    readWaits(tx, keys.topics, maxWaits),
    lockEntries(tx, keys.entries),
    expiring.length === 0 ? null : readOldestLeft(tx, keys),
  ]);
  const waits = [...met, ...expiring].map(toWaitRow);
  const runs = await lockRunHeads(tx, [
    ...waits.map((wait) => wait.run),
    ...keys.runs,
    ...entries.flatMap((entry) => [...(entry.activeRun === null ? [] : [entry.activeRun]), ...entry.queued]),
  ]);
  const profiles = await readProfiles(tx, subjectsKnown(keys, waits, runs));
  return { keys, nextNo, waits, runs, entries, profiles, oldestLeft };
}

/** Under the match lock, which excludes every change of a profile. */
async function readProfiles(
  tx: Transaction,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Profile>> {
  if (subjects.length === 0) return new Map();
  const rows = await tx<ProfileRow[]>`
    select subject, attributes, times from profile where subject = any(${[...subjects]}::text[])`;
  return new Map(rows.map(({ subject, ...profile }) => [subject, profile]));
}

async function readWaits(
  tx: Transaction,
  topics: readonly string[],
  max: number,
): Promise<readonly StoredWait[]> {
  if (topics.length === 0) return [];
  const met = tx`
    from wait
    where state in ('open', 'expiring') and topic = any(array(select decode(h, 'hex') from unnest(${[...topics]}::text[]) as h))`;
  const waits = await tx<StoredWait[]>`select ${tx.unsafe(WAIT_COLUMNS)} ${met} limit ${max + 1}`;
  if (waits.length <= max) return waits;
  const [all] = await tx<{ count: number }[]>`select count(*) ${met}`;
  throw new TooManyWaitsError(
    `it meets ${all?.count ?? waits.length} open waits, and at most ${max} are judged in one transaction`,
  );
}

async function readOldestLeft(tx: Transaction, keys: MatchKeys): Promise<number | null> {
  const [row] = await tx<{ at: number }[]>`
    select floor(extract(epoch from received_at) * 1000)::float8 as at from pending
    where seq <> all(${keys.events.map(({ event }) => event.seq)}::bigint[]) order by received_at limit 1`;
  return row?.at ?? null;
}
