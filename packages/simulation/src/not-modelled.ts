// Where memory does less than Postgres, and why that is no hole in what the simulation says. `not-modelled.test.ts` holds
// this list: what is not on it is modelled, and what is on it is not.
import type { Rows } from "@throughline/protocol";

/** A kind of need, and why nobody has to wait for its rows in memory. */
type Unlocked = Readonly<Record<Exclude<keyof Rows, "entry" | "run" | "queued">, string>>;

const AT_ONCE = "only a match takes time in memory, and it holds entry and run rows";
const READ_ONLY =
  "Postgres does not lock it either: it is read under the match lock, or as it is at that moment";

/** Needs whose rows a match that is going on does not keep from others in memory. */
export const UNLOCKED_NEEDS: Unlocked = {
  flow: `${AT_ONCE}; who publishes takes the match lock before`,
  waits: `${AT_ONCE}; who changes waits takes the match lock before`,
  task: AT_ONCE,
  delivery: AT_ONCE,
  claim: AT_ONCE,
  effect: AT_ONCE,
  cap: AT_ONCE,
  profile: `${AT_ONCE}; who changes profiles takes the match lock before`,
  listeners: READ_ONLY,
  counter: READ_ONLY,
  clock: READ_ONLY,
  past: READ_ONLY,
  oldestPending: READ_ONLY,
};

/** What Postgres does between or below transactions, and where that is shown instead. */
export interface ShownOnPostgres {
  readonly what: string;
  readonly why: string;
  /** A file in `packages/db/src/store/`, and the name of a test in it. */
  readonly file: string;
  readonly test: string;
}

export const SHOWN_ON_POSTGRES: readonly ShownOnPostgres[] = [
  {
    what: "two transactions at once: row locks, match lock between them, deadlocks, a transaction repeated",
    why: "in memory a transaction is carried out at once, as locks make it look on Postgres",
    file: "races.test.ts",
    test: "a decision or the close: one wins, and the other is told",
  },
  {
    what: "two flushes that hold the same events",
    why: "identities are one map that nobody waits for",
    file: "races.test.ts",
    test: "takes overlapping groups in different order without a deadlock, each event once",
  },
  {
    what: "a transaction that breaks between two of its statements",
    why: "in memory there is nothing between them",
    file: "crash.test.ts",
    test: "leaves each transaction done or not done, never half",
  },
  {
    what: "time limits, batches that are divided, events that are buried",
    why: "nothing takes long in memory, and nothing is refused",
    file: "races.test.ts",
    test: "sets aside the one event that cannot be written, and the rest go on",
  },
  {
    what: "limits of bytes and of waits in a batch",
    why: "the worlds are small; how a batch is cut changes no rule",
    file: "wide-event.test.ts",
    test: "is divided at the event that is too much, in order",
  },
  {
    what: "claims that skip what somebody else is claiming",
    why: "a claim is carried out at once",
    file: "races.test.ts",
    test: "claim each run once, however many claim at once",
  },
  {
    what: "partitions: events that are put back from the copy in their dead letter",
    why: "events are kept for ever in memory, and none is buried",
    file: "retry-dead-letter.test.ts",
    test: "puts an event back whose partition was dropped since, and its repeats still are repeats",
  },
  {
    what: "dead letters that were dismissed",
    why: "dismissing is a query of the API, beside the store",
    file: "retry-dead-letter.test.ts",
    test: "does not try what was dismissed",
  },
  {
    what: "values as Postgres stores them",
    why: "maps keep objects as they are",
    file: "store.test.ts",
    test: "keeps any well-formed text and JSON as it came",
  },
];
