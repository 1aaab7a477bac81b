import type { Store } from "@throughline/protocol";
import { connect, schemaOf } from "../connect.ts";
import type { Sql } from "../connect.ts";
import { accept } from "./accept.ts";
import { claimRuns } from "./claim-runs.ts";
import { controlFlow } from "./control-flow.ts";
import type { MatchTimeouts } from "./divide-batch.ts";
import { escalateTasks } from "./escalate-tasks.ts";
import { createExecutor } from "./executor.ts";
import { giveBack } from "./give-back.ts";
import { matcherApplication, releaseLease, takeLease } from "./lease.ts";
import { MATCH_SIZES, MATCH_TIMEOUTS, matchBatch } from "./match-batch.ts";
import type { MatchSizes } from "./match-batch.ts";
import { createNews } from "./news.ts";
import { createPlanCache } from "./plan-cache.ts";
import { readRun } from "./read-run.ts";
import { readStart } from "./read-start.ts";
import { retryDeadLetter } from "./retry-dead-letter.ts";
import { createRoutingCache } from "./routing-cache.ts";
import { settle } from "./settle.ts";
import type { StoreContext } from "./store-context.ts";
import { clearSuspicion, isClosed, stillOpen, suspect, sweepCandidates } from "./sweep.ts";

export interface PgStoreOptions {
  /** The caller's pool; it stays open when the store closes. */
  readonly sql: Sql;
  /** The same database: the matcher gets a connection of its own, to the schema of `sql`, opened when it first asks for the lease. */
  readonly url: string;
  /** Hear of news by LISTEN (default), or poll alone. */
  readonly listen?: boolean;
  readonly matchTimeouts?: MatchTimeouts;
  readonly matchSizes?: MatchSizes;
}

/** The store on Postgres, and the way to end what it opened. */
export interface PgStore extends Store {
  close(): Promise<void>;
}

/** What is written by hand (docs/decisions/005): fast because it is not general, or not to be named before it is read. */
const BY_HAND = {
  accept,
  takeLease,
  releaseLease,
  matchBatch,
  claimRuns,
  readStart,
  settle,
  giveBack,
  isClosed,
  suspect,
  clearSuspicion,
  sweepCandidates,
  stillOpen,
  escalateTasks,
  retryDeadLetter,
  controlFlow,
  readRun,
} satisfies ByHand<keyof Omit<Store, "transact" | "waitForNews">>;

type ByHand<Name extends keyof Store> = {
  readonly [N in Name]: (context: StoreContext, ...request: Parameters<Store[N]>) => ReturnType<Store[N]>;
};

/** The protocol's transactions on Postgres. Rules are decided by `@throughline/protocol`; here rows are locked, read and written. */
export function createPgStore({
  sql,
  url,
  listen = true,
  matchTimeouts = MATCH_TIMEOUTS,
  matchSizes = MATCH_SIZES,
}: PgStoreOptions): PgStore {
  const schema = schemaOf(sql);
  const matcher = connect(url, {
    schema,
    max: 1,
    applicationName: matcherApplication(schema),
    idleInTransactionTimeoutMs: 10_000,
  });
  const news = createNews(sql, { listen });
  const context: StoreContext = {
    sql,
    matcher,
    news,
    matchTimeouts,
    matchSizes,
    readPlan: createPlanCache(sql),
    routing: createRoutingCache(),
  };
  return {
    ...bind(BY_HAND, context),
    transact: createExecutor(context),
    waitForNews: (request) => news.wait(request),
    async close() {
      await news.close();
      await matcher.end({ timeout: 5 });
    },
  };
}

type Bound<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (
    context: StoreContext,
    ...request: infer Request
  ) => infer Answer
    ? (...request: Request) => Answer
    : never;
};

function bind<Table extends Record<string, (context: StoreContext, request: never) => unknown>>(
  table: Table,
  context: StoreContext,
): Bound<Table> {
  const bound = Object.entries(table).map(([name, work]) => [
    name,
    (request: never) => work(context, request),
  ]);
  return Object.fromEntries(bound) as Bound<Table>; // entry by entry the same functions without their context
}
