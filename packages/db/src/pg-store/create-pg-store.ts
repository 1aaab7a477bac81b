import type { Store } from "@throughline/protocol";
import { connect } from "../connect.ts";
import type { Sql } from "../connect.ts";
import { accept } from "./accept.ts";
import { claimRuns } from "./claim-runs.ts";
import { closeRun, loseRun } from "./close-run.ts";
import { control } from "./control.ts";
import { beginEffect, endEffect, releaseEffect } from "./effects.ts";
import type { MatchTimeouts } from "./divide-batch.ts";
import { escalateTasks } from "./escalate-tasks.ts";
import { expireWait } from "./expire-wait.ts";
import { giveBack } from "./give-back.ts";
import { MATCHER_APPLICATION, releaseLease, takeLease } from "./lease.ts";
import { MATCH_SIZES, MATCH_TIMEOUTS, matchBatch } from "./match-batch.ts";
import type { MatchSizes } from "./match-batch.ts";
import { createNews } from "./news.ts";
import { openWait } from "./open-wait.ts";
import { controlFlow } from "./pause-flow.ts";
import { createPlanCache } from "./plan-cache.ts";
import { publish, unpublish } from "./publish.ts";
import { readStart } from "./read-start.ts";
import { refuseDelivery, refuseStart } from "./refuse.ts";
import { retryDeadLetter } from "./retry-dead-letter.ts";
import { createRoutingCache } from "./routing-cache.ts";
import { readProfile, readRun, storeTrail } from "./run-rows.ts";
import { settle } from "./settle.ts";
import type { StoreContext } from "./store-context.ts";
import { clearSuspicion, isClosed, stillOpen, suspect, sweepCandidates } from "./sweep.ts";
import { decide, expireTask, openTask } from "./tasks.ts";

export interface PgStoreOptions {
  /** The caller's pool; it stays open when the store closes. */
  readonly sql: Sql;
  /** The same database: the matcher gets a connection of its own, opened when it first asks for the lease. */
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

/** The protocol's transactions on Postgres. Rules are decided by `@throughline/protocol`; here rows are locked, read and written. */
export function createPgStore({
  sql,
  url,
  listen = true,
  matchTimeouts = MATCH_TIMEOUTS,
  matchSizes = MATCH_SIZES,
}: PgStoreOptions): PgStore {
  const matcher = connect(url, {
    max: 1,
    applicationName: MATCHER_APPLICATION,
    idleInTransactionTimeoutMs: 10_000,
  });
  const news = createNews(sql, { listen });
  const readPlan = createPlanCache(sql);
  const context: StoreContext = { sql, matcher, news, matchTimeouts, matchSizes, readPlan };
  const routing = createRoutingCache();
  return {
    accept: (requests) => accept(context, requests),
    takeLease: (holder, ttlMs) => takeLease(context, holder, ttlMs),
    releaseLease: (lease) => releaseLease(context, lease),
    matchBatch: (lease, limits) => matchBatch(context, routing, lease, limits),
    claimRuns: (holder, limits) => claimRuns(context, holder, limits),
    readStart: (run) => readStart(context, run),
    settle: (claim, settlements) => settle(context, claim, settlements),
    giveBack: (claim, run, retryInMs, error) => giveBack(context, { claim, run, retryInMs, error }),
    refuseStart: (claim, run, reason) => refuseStart(context, claim, run, reason),
    refuseDelivery: (claim, run, n, reason) => refuseDelivery(context, { claim, run, n, reason }),
    isClosed: (run) => isClosed(context, run),
    suspect: (run) => suspect(context, run),
    openWait: (request) => openWait(context, request),
    expireWait: (request) => expireWait(context, request),
    openTask: (request) => openTask(context, request),
    expireTask: (request) => expireTask(context, request),
    readProfile: (run) => readProfile(context, run),
    closeRun: (request) => closeRun(context, request),
    storeTrail: (request) => storeTrail(context, request),
    beginEffect: (request) => beginEffect(context, request),
    endEffect: (request) => endEffect(context, request),
    releaseEffect: (request) => releaseEffect(context, request),
    decide: (request) => decide(context, request),
    control: (request) => control(context, request),
    retryDeadLetter: (id) => retryDeadLetter(context, id),
    publish: (request) => publish(context, request),
    unpublish: (flow, by) => unpublish(context, flow, by),
    pauseFlow: (flow, by) => controlFlow(context, { kind: "pause", flow, by }),
    resumeFlow: (flow, by) => controlFlow(context, { kind: "resume", flow, by }),
    sweepCandidates: (options) => sweepCandidates(context, options),
    stillOpen: (runs) => stillOpen(context, runs),
    loseRun: (run, reason) => loseRun(context, run, reason),
    escalateTasks: (limit) => escalateTasks(context, limit),
    clearSuspicion: (run) => clearSuspicion(context, run),
    waitForNews: (kind, timeoutMs, signal) => news.wait(kind, timeoutMs, signal),
    readRun: (run) => readRun(context, run),
    async close() {
      await news.close();
      await matcher.end({ timeout: 5 });
    },
  };
}
