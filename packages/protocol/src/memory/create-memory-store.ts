// The Store port on maps, for whoever wants the protocol without a database: the simulation, a simulator in the browser,
// a back-test. Transactions that are values go through the one executor; those written by hand are listed here.
import type { Store } from "../store.ts";
import { carryOut } from "./executor.ts";
import { drawNumbers, insertEvents } from "./memory-accept.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { claimRuns, giveBack, isClosed, readStart, settle } from "./memory-deliveries.ts";
import { abortMatch, beginMatch, commitMatch, releaseLease, takeLease } from "./memory-match.ts";
import {
  controlFlow,
  escalateTasks,
  retryDeadLetter,
  stillOpen,
  suspect,
  sweepCandidates,
} from "./memory-operators.ts";

/** How a call reaches the database; each `work` is one transaction or half of one, and `name` says which. */
export interface MemoryCaller {
  readonly call: <Answer>(name: string, work: () => Answer) => Promise<Answer>;
  /** A transaction with time between its halves; `abort` if the process or its connection is gone in between. */
  readonly callInTwo: <Begun, Answer>(
    name: string,
    halves: {
      readonly begin: () => Begun;
      readonly commit: (begun: Begun) => Answer;
      readonly abort: (begun: Begun) => void;
    },
  ) => Promise<Answer>;
  readonly waitForNews: Store["waitForNews"];
}

/** Calls that take no time and never fail; nobody is told of news, who waits looks again at once. */
export const DIRECT: MemoryCaller = {
  call: async (_name, work) => work(),
  callInTwo: async (_name, { begin, commit }) => commit(begin()),
  waitForNews: () => Promise.resolve(),
};

/**
 * Creates one process's view of the database.
 *
 * @example
 * const db = new MemoryDatabase();
 * db.goLive([{ plan, planHash: "1" }]);
 * const store = createMemoryStore(db, { now: Date.now });
 * await store.accept([{ events: [event] }]);
 */
export function createMemoryStore(
  db: MemoryDatabase,
  options: { readonly now: () => number; readonly caller?: MemoryCaller },
): Store {
  const { now, caller = DIRECT } = options;
  /** One that is carried out at once. */
  function byHand<Request, Answer>(
    name: keyof Store,
    work: (db: MemoryDatabase, request: Request, now: number) => Answer,
  ): (request: Request) => Promise<Answer> {
    return (request) => caller.call(name, () => work(db, request, now()));
  }
  return {
    transact: (transaction, request) =>
      caller.call(transaction.name, () => carryOut(db, transaction, request, now())),
    accept: (requests) =>
      caller.callInTwo("accept", {
        begin: () => drawNumbers(db, requests, now()),
        commit: (drawn) => insertEvents(db, drawn),
        abort: () => {},
      }),
    takeLease: byHand("takeLease", takeLease),
    releaseLease: byHand("releaseLease", releaseLease),
    matchBatch: (request) =>
      caller.callInTwo("matchBatch", {
        begin: () => beginMatch(db, request),
        commit: (transaction) => commitMatch(db, transaction, now()),
        abort: (transaction) => abortMatch(db, transaction),
      }),
    claimRuns: byHand("claimRuns", claimRuns),
    readStart: byHand("readStart", readStart),
    settle: byHand("settle", settle),
    giveBack: byHand("giveBack", giveBack),
    isClosed: byHand("isClosed", isClosed),
    suspect: byHand("suspect", suspect),
    clearSuspicion: byHand("clearSuspicion", (_db, { run }) => void db.suspected.delete(run)),
    sweepCandidates: byHand("sweepCandidates", sweepCandidates),
    stillOpen: byHand("stillOpen", stillOpen),
    escalateTasks: byHand("escalateTasks", escalateTasks),
    retryDeadLetter: byHand("retryDeadLetter", retryDeadLetter),
    controlFlow: byHand("controlFlow", controlFlow),
    readRun: byHand("readRun", (_db, { run }) => db.runs.get(run) ?? null),
    waitForNews: caller.waitForNews,
  };
}
