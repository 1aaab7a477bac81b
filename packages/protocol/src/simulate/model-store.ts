// The Store port over the model database: the same decisions as on Postgres, every call through a caller that may fail.
import { identityHash } from "../decide/ids.ts";
import type { AcceptAnswer, AcceptRequest, Store } from "../store.ts";
import { abortMatch, beginMatch, commitMatch, releaseLease, takeLease } from "./model-match.ts";
import type { ModelDatabase } from "./model-database.ts";
import { createModelDeadLetters } from "./model-dead-letters.ts";
import { createModelDeliveries } from "./model-deliveries.ts";
import { createModelEffects } from "./model-effects.ts";
import { createModelPublish } from "./model-publish.ts";
import { createModelRuns } from "./model-runs.ts";

/** How a call reaches the database; each `work` is one transaction or half of one. */
export interface ModelCaller {
  readonly now: () => number;
  readonly call: <Answer>(method: keyof Store, work: () => Answer) => Promise<Answer>;
  /** A transaction with time between its halves; `abort` if the process or its connection is gone in between. */
  readonly transact: <Begun, Answer>(
    method: keyof Store,
    halves: {
      readonly begin: () => Begun;
      readonly commit: (begun: Begun) => Answer;
      readonly abort: (begun: Begun) => void;
    },
  ) => Promise<Answer>;
  readonly waitForNews: Store["waitForNews"];
}

/** Creates one process's view of the database. */
export function createModelStore(db: ModelDatabase, caller: ModelCaller): Store {
  const { call } = caller;
  return {
    ...createModelDeliveries(db, caller),
    ...createModelRuns(db, caller),
    ...createModelEffects(db, caller),
    ...createModelDeadLetters(db, caller),
    ...createModelPublish(db, caller),
    accept: (requests) =>
      caller.transact("accept", {
        begin: () => draw(db, requests, caller.now()),
        commit: (drawn) => insert(db, drawn),
        abort: () => {},
      }),
    takeLease: (holder, ttlMs) => call("takeLease", () => takeLease(db, holder, ttlMs, caller.now())),
    releaseLease: (lease) => call("releaseLease", () => releaseLease(db, lease)),
    matchBatch: (lease, limits) =>
      caller.transact("matchBatch", {
        begin: () => beginMatch(db, lease, limits),
        commit: (transaction) => commitMatch(db, transaction, caller.now()),
        abort: (transaction) => abortMatch(db, transaction),
      }),
    sweepCandidates: ({ all, limit, after }) =>
      call("sweepCandidates", () =>
        [...db.runs.values()]
          .filter(
            ({ id, state }) =>
              (state === "starting" || state === "open") &&
              (all || db.suspected.has(id)) &&
              isStarted(db, id),
          )
          .map(({ id }) => ({ run: id }))
          .toSorted((a, b) => (a.run < b.run ? -1 : 1))
          .filter(({ run }) => after === null || run > after)
          .slice(0, limit),
      ),
    stillOpen: (runs) =>
      call("stillOpen", () =>
        runs.filter((id) => ["starting", "open"].includes(db.runs.get(id)?.state ?? "")),
      ),
    loseRun: (run, reason) =>
      call("loseRun", () => {
        const rows = db.lockRun(run);
        if (rows !== null) db.apply(db.rules.loseRun(rows, reason).writes, caller.now());
      }),
    escalateTasks: (limit) => call("escalateTasks", () => escalateTasks(db, limit, caller.now())),
    clearSuspicion: (run) => call("clearSuspicion", () => void db.suspected.delete(run)),
    readRun: (run) => call("readRun", () => db.runs.get(run) ?? null),
    waitForNews: caller.waitForNews,
  };
}

function isStarted(db: ModelDatabase, run: string): boolean {
  return db.deliveries.get(run)?.some(({ n, state }) => n === 0 && state === "settled") === true;
}

function escalateTasks(db: ModelDatabase, limit: number, now: number): number {
  let moved = 0;
  for (const [id, place] of db.places) {
    if (moved === limit || db.tasks.get(id)?.state !== "open") continue;
    const next = db.rules.escalateTask(place, now);
    if (next === null) continue;
    db.places.set(id, next);
    db.moves.push({ task: id, to: next.queue, at: now });
    moved += 1;
  }
  return moved;
}

type Drawn = readonly (AcceptRequest["events"][number] & {
  readonly seq: number;
  readonly receivedAt: number;
})[][];

/** Numbers are drawn here and seen after the commit: a higher one may be seen first. */
function draw(db: ModelDatabase, requests: readonly AcceptRequest[], now: number): Drawn {
  return requests.map(({ events }) =>
    events.map((event) => ({ ...event, seq: db.nextSeq++, receivedAt: now })),
  );
}

function insert(db: ModelDatabase, drawn: Drawn): readonly AcceptAnswer[] {
  const answers = drawn.map((events) => ({
    events: events.map((event) => {
      const { source, id } = event;
      const hash = db.rules.keepsIdentity ? identityHash(event) : `${event.seq}`;
      const first = db.identity.get(hash);
      if (first !== undefined) return { source, id, seq: first, duplicate: true };
      db.identity.set(hash, event.seq);
      db.events.set(event.seq, event);
      db.pending.add(event.seq);
      return { source, id, seq: event.seq, duplicate: false };
    }),
  }));
  db.notify("pending");
  return answers;
}
