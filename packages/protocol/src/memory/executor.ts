// Carries out every transaction that is a value on the memory database: lock, read what it needs, decide, write. Nothing
// happens in between, so that the locks of rows matter only against a match that is going on.
import { countsSince, NO_PROFILE } from "@throughline/flow";
import type { Needs, Rows, RowsOf, Transaction } from "../transaction.ts";
import type { OpenRun } from "../rows.ts";
import type { MemoryDatabase } from "./memory-database.ts";

/** Whether an event was taken is for those who open a wait to judge: a row may take it again. */
const TAKEN_OR_NOT = { again: true } as const;

/** Throws `BlockedError` while a match holds what the transaction needs; the caller tries again. */
export function carryOut<Request, Answer, N extends Needs>(
  db: MemoryDatabase,
  transaction: Transaction<Request, Answer, N>,
  request: Request,
  now: number,
): Answer {
  db.lockMatching(transaction.matching);
  const { answer, writes } = transaction.decide(request, readNeeds(db, transaction.needs(request), now));
  db.apply(writes, now);
  return answer;
}

type Readers = {
  readonly [Kind in keyof Rows]: (
    db: MemoryDatabase,
    key: Exclude<Needs[Kind], undefined>,
    now: number,
  ) => Rows[Kind];
};

const READERS: Readers = {
  flow: (db, key) => db.flowRow(key),
  entry: (db, run) => db.lockEntryOf(run),
  run: (db, key) => lockRun(db, typeof key === "string" ? key : db.tasks.get(key.ofTask)?.run),
  queued: (db, run) =>
    (db.lockEntryOf(run)?.queued ?? []).flatMap((id) => (id === run ? [] : (lockRun(db, id) ?? []))),
  waits: (db, { run, step }) => db.waitsOf(run, step),
  task: (db, id) => db.tasks.get(id) ?? null,
  delivery: (db, { run, n }) => db.deliveries.get(run)?.find((row) => row.n === n) ?? null,
  claim: (db, { run, claim }) => db.outbox.get(run)?.claim === claim,
  effect: (db, key) => db.effects.get(key) ?? null,
  cap: (db, cap, now) => (cap === null ? 0 : db.countReserved(cap, now)),
  profile: (db, key) => {
    const subject = typeof key === "string" ? key : db.runs.get(key.ofRun)?.subject;
    return db.profiles.get(subject ?? "") ?? NO_PROFILE;
  },
  listeners: (db, pairs) => db.listenersAmong(pairs),
  counter: (db) => ({ no: db.matcher.no, routing: db.routing.number }),
  clock: (_db, _key, now) => now,
  past: (db, { topics, since }) =>
    topics.flatMap((topic) =>
      (db.topics.get(topic) ?? []).flatMap(({ no, seq }) => {
        const event = db.events.get(seq);
        if (event === undefined || !countsSince(since, { no, receivedAt: event.receivedAt }, TAKEN_OR_NOT))
          return [];
        return [{ topic, no, event }];
      }),
    ),
  oldestPending: (db) => db.oldestPending(),
};

function readNeeds<N extends Needs>(db: MemoryDatabase, needs: N, now: number): RowsOf<N> {
  const rows: Partial<Record<keyof Rows, unknown>> = {};
  for (const [kind, key] of Object.entries(needs) as [keyof Rows, unknown][]) {
    // The table's type ties each key to its reader; TypeScript cannot see that through an index.
    const read = READERS[kind] as (db: MemoryDatabase, key: unknown, now: number) => unknown;
    rows[kind] = read(db, key, now);
  }
  return rows as RowsOf<N>; // the same kinds as in `needs`
}

function lockRun(db: MemoryDatabase, id: string | undefined): OpenRun | null {
  const run = db.runs.get(id ?? "");
  if (run === undefined) return null;
  db.lock(`run ${run.id}`);
  return run;
}
