// The locks of the protocol, taken everywhere in this order: match lock, flow, entry rows, run rows by id, then the rest.
import type { EntryRow, MatchKeys, RunHead, RunRow } from "@throughline/protocol";
import { lockKey } from "../connect.ts";
import type { Transaction } from "../connect.ts";
import { texts } from "./columns.ts";
import { ENTRY_COLUMNS, RUN_COLUMNS, RUN_HEAD_COLUMNS } from "./read-rows.ts";
import type { Statement } from "./statement.ts";

/** The advisory lock that excludes matching from everything that changes waits. */
const MATCH_LOCK = "match";

/** Nobody matches or changes waits meanwhile. A statement of its own, so that what follows sees what was committed before it. */
export function lockMatching(tx: Transaction): Statement {
  return tx`select pg_advisory_xact_lock(${lockKey(tx, MATCH_LOCK)})`;
}

/** Nobody matches or publishes meanwhile; others may change waits of their own runs. */
export function lockOutMatching(tx: Transaction): Statement {
  return tx`select pg_advisory_xact_lock_shared(${lockKey(tx, MATCH_LOCK)})`;
}

/** Locks what may not have a row yet, by what it is called. */
export function lockName(tx: Transaction, kind: "cap" | "profile", name: string): Statement {
  return tx`select pg_advisory_xact_lock(${lockKey(tx, `${kind} ${name}`)})`;
}

/** Locks the entry rows of these keys, in one order. */
export async function lockEntries(tx: Transaction, keys: MatchKeys["entries"]): Promise<readonly EntryRow[]> {
  if (keys.length === 0) return [];
  return tx<EntryRow[]>`
    select ${tx.unsafe(ENTRY_COLUMNS)} from entry
    where (flow, subject) in (select * from unnest(${texts(keys, (key) => key.flow)}::text[], ${texts(keys, (key) => key.subject)}::text[]))
    order by flow, subject for update`;
}

/** Locks run rows in the order of their ids. */
export async function lockRuns(tx: Transaction, ids: readonly string[]): Promise<readonly RunRow[]> {
  return lockRunRows<RunRow>(tx, ids, RUN_COLUMNS);
}

/** As `lockRuns`, for thousands at once: their entry events stay where they are. */
export async function lockRunHeads(tx: Transaction, ids: readonly string[]): Promise<readonly RunHead[]> {
  return lockRunRows<RunHead>(tx, ids, RUN_HEAD_COLUMNS);
}

async function lockRunRows<Row extends RunHead>(
  tx: Transaction,
  ids: readonly string[],
  columns: string,
): Promise<readonly Row[]> {
  if (ids.length === 0) return [];
  return tx<Row[]>`
    select ${tx.unsafe(columns)} from run where id = any(${[...new Set(ids)]}::text[]) order by id for no key update`;
}
