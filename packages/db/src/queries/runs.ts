import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { SQL } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { delivery, flow, flowVersion, run } from "../schema/index.ts";

const summaryColumns = {
  id: run.id,
  flow: run.flow,
  flowName: flow.name,
  version: run.version,
  subject: run.subject,
  state: run.state,
  outcome: run.outcome,
  /** What the run last said of itself. */
  shown: run.shown,
  startedAt: run.startedAt,
  closedAt: run.closedAt,
};

export type RunSummaryRow = Awaited<ReturnType<typeof listRuns>>[number];

export type RunStateFilter =
  | "queued"
  | "starting"
  | "running"
  | "waiting"
  | "human"
  | "parked"
  | "paused"
  | "closing"
  | "closed"
  | "refused"
  | "lost"
  /** Any that has begun and not ended. */
  | "open";

export interface RunFilter {
  readonly flow?: string | undefined;
  readonly subject?: string | undefined;
  readonly state?: RunStateFilter | undefined;
  /** Id of the last run of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Runs, newest first. */
export async function listRuns(pool: Sql, filter: RunFilter) {
  const db = drizzleOn(pool);
  const beyond = (id: string) => {
    const last = alias(run, "last");
    const place = db.select({ startedAt: last.startedAt, id: last.id }).from(last).where(eq(last.id, id));
    return sql`(${run.startedAt}, ${run.id}) < ${place}`;
  };
  return db
    .select(summaryColumns)
    .from(run)
    .innerJoin(flow, eq(flow.key, run.flow))
    .where(
      and(
        filter.flow === undefined ? undefined : eq(run.flow, filter.flow),
        filter.subject === undefined ? undefined : eq(run.subject, filter.subject),
        filter.state === undefined ? undefined : stateCondition(filter.state),
        filter.after === undefined ? undefined : beyond(filter.after),
      ),
    )
    .orderBy(desc(run.startedAt), desc(run.id))
    .limit(filter.limit);
}

function stateCondition(state: RunStateFilter): SQL | undefined {
  // Written out, so that the partial indexes are seen to fit.
  const isOpen = inArray(run.state, ["starting", "open"]).inlineParams();
  switch (state) {
    case "open":
      return isOpen;
    case "starting":
      return sql`${run.state} = 'starting' and ${run.shown} is null`;
    case "running":
      // One that begins has said nothing yet.
      return and(isOpen, sql`coalesce(${run.shown} ->> 'state', ${run.state}) in ('running', 'open')`);
    case "waiting":
    case "human":
    case "parked":
    case "paused":
    case "closing":
      return and(isOpen, sql`${run.shown} ->> 'state' = ${state}`);
    case "closed":
    case "queued":
    case "lost":
    case "refused":
      return eq(run.state, state);
  }
}

export type RunViewRow = NonNullable<Awaited<ReturnType<typeof readRunView>>>;

/** A run's row with the document of its version, or null. */
export async function readRunView(pool: Sql, id: string) {
  const [row] = await drizzleOn(pool)
    .select({
      ...summaryColumns,
      planHash: run.planHash,
      reason: run.reason,
      entry: run.entry,
      /** Stored parts of the trail: what closed the run, and what was stored at each continue-as-new. */
      trail: run.trail,
      document: flowVersion.document,
    })
    .from(run)
    .innerJoin(flow, eq(flow.key, run.flow))
    .innerJoin(flowVersion, and(eq(flowVersion.flow, run.flow), eq(flowVersion.version, run.version)))
    .where(eq(run.id, id));
  return row ?? null;
}

/** What was given to a run, in order. */
export async function listRunDeliveries(pool: Sql, id: string) {
  const { n, kind, seq, state, settledAs, attempts, lastError, createdAt } = delivery;
  return drizzleOn(pool)
    .select({
      n,
      kind,
      event: sql<string | null>`${seq}::text`,
      state,
      settledAs,
      attempts,
      lastError,
      createdAt,
    })
    .from(delivery)
    .where(eq(delivery.run, id))
    .orderBy(n)
    .limit(1000);
}
