// match in two halves, as a process does it over a connection: read under locks, then write and commit.
import type { Profile } from "@throughline/flow";
import { subjectsKnown } from "../match/profile-draft.ts";
import { matchKeys } from "../match/match-keys.ts";
import type { MatchKeys } from "../match/match-keys.ts";
import type { EntryRow, EventRow, RunRow, WaitRow } from "../rows.ts";
import type { Lease, LeaseRequest, MatchReport, MatchRequest } from "../store.ts";
import { BlockedError, entryKey } from "./memory-database.ts";
import type { MatchTransaction, MemoryDatabase } from "./memory-database.ts";

/** Takes or renews the lease; who takes it over ends the transaction of the one before. */
export function takeLease(db: MemoryDatabase, { holder, ttlMs }: LeaseRequest, now: number): Lease | null {
  const { matcher } = db;
  if (matcher.holder === holder) {
    if (matcher.until < now) matcher.epoch += 1;
  } else {
    if (matcher.until > now) return null;
    matcher.holder = holder;
    matcher.epoch += 1;
    if (db.rules.endsOldMatcher && db.matching !== null) db.matching.isEnded = true;
    db.matching = null;
  }
  matcher.until = now + ttlMs;
  return { holder, epoch: matcher.epoch };
}

/** Gives the lease back if it is still this one. */
export function releaseLease(db: MemoryDatabase, lease: Lease): void {
  if (db.matcher.epoch === lease.epoch) db.matcher.until = Number.NEGATIVE_INFINITY;
}

/** The first half: takes the match lock, checks the epoch, reads, judges. */
export function beginMatch(db: MemoryDatabase, { lease, limits }: MatchRequest): MatchTransaction | null {
  if (db.matching !== null && !db.matching.isEnded) throw new BlockedError("the match lock is held");
  if (db.matcher.epoch !== lease.epoch || db.matcher.holder !== lease.holder) return null;
  const all = [...db.pending].toSorted((a, b) => a - b);
  const seqs = all.slice(0, limits.events);
  const batch = seqs.flatMap((seq): EventRow | [] => db.events.get(seq) ?? []);
  const keys = matchKeys(db.routing, batch);
  const rows = readRows(db, keys);
  const profiles = subjectsKnown(keys, rows.waits, rows.runs).flatMap((subject): [string, Profile][] => {
    const profile = db.profiles.get(subject);
    return profile === undefined ? [] : [[subject, profile]];
  });
  const writes = db.rules.match({
    keys,
    profiles: new Map(profiles),
    nextNo: db.matcher.no + 1,
    oldestLeft: db.oldestPending(new Set(seqs)),
    ...rows,
  });
  const locked = new Set([
    ...keys.entries.map(({ flow, subject }) => `entry ${entryKey(flow, subject)}`),
    ...rows.runs.map(({ id }) => `run ${id}`),
  ]);
  db.matching = {
    epoch: lease.epoch,
    locked,
    batch,
    more: all.length > batch.length,
    writes,
    isEnded: false,
  };
  return db.matching;
}

/** The second half. A transaction that somebody ended changes nothing. */
export function commitMatch(
  db: MemoryDatabase,
  transaction: MatchTransaction | null,
  now: number,
): MatchReport {
  if (transaction === null) return { kind: "lost" };
  if (transaction.isEnded) throw new Error("Cannot commit: the connection was ended by an administrator");
  abortMatch(db, transaction);
  const { writes, batch, more } = transaction;
  db.applyMatch(writes, now);
  return {
    kind: "matched",
    events: batch.length,
    deliveries: writes.deliveries.length,
    started: writes.newRuns.length,
    more,
  };
}

/** The connection is gone: locks are free, nothing was written. */
export function abortMatch(db: MemoryDatabase, transaction: MatchTransaction | null): void {
  if (transaction !== null) transaction.isEnded = true;
  if (db.matching === transaction) db.matching = null;
}

function readRows(
  db: MemoryDatabase,
  keys: MatchKeys,
): { waits: WaitRow[]; runs: RunRow[]; entries: EntryRow[] } {
  const topics = new Set(keys.topics);
  const waits = [...db.waits.values()].filter(
    ({ topic, state }) => state.kind === "expiring" || (state.kind === "open" && topics.has(topic)),
  );
  const entries = keys.entries.flatMap(({ flow, subject }) => db.entries.get(entryKey(flow, subject)) ?? []);
  const ids = new Set([
    ...waits.map(({ run }) => run),
    ...keys.runs,
    ...entries.flatMap(({ activeRun, queued }) => (activeRun === null ? queued : [activeRun, ...queued])),
  ]);
  return { waits, entries, runs: [...ids].flatMap((id) => db.runs.get(id) ?? []) };
}
