// What an operator watches: what waits and since when, what changed, and what the plans that are under way need.
import { and, desc, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { union, unionAll } from "drizzle-orm/pg-core";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import {
  deadLetter,
  event,
  flow,
  flowVersion,
  matcher,
  outbox,
  pending,
  run,
  task,
} from "../schema/index.ts";
import { isOpenLetter } from "./dead-letters.ts";

const oldest = (table: PgTable, column: AnyPgColumn) =>
  sql<number>`(select coalesce(extract(epoch from clock_timestamp() - min(${column})), 0)::float8 from ${table})`;

/** How long the oldest ones have waited, in seconds, and what could not be delivered at all. */
const waiting = (db: ReturnType<typeof drizzleOn>) => ({
  oldestPendingSeconds: oldest(pending, pending.receivedAt),
  oldestUndeliveredSeconds: oldest(outbox, outbox.createdAt),
  deadLetters: db.$count(deadLetter, isOpenLetter),
});

/** Events accepted but not matched, runs with deliveries not sent, and what could not be delivered at all. */
export async function readBacklog(pool: Sql) {
  const db = drizzleOn(pool);
  const [row] = await db
    .select({ ...waiting(db), pendingEvents: db.$count(pending), undeliveredRuns: db.$count(outbox) })
    .from(matcher);
  if (row === undefined) throw new Error("Cannot read the backlog: the row of the matcher is missing");
  return row;
}

/** What waits and since when: the figures an operator watches. */
export async function readStatus(pool: Sql) {
  const db = drizzleOn(pool);
  const isParked = and(inArray(run.state, ["starting", "open"]), sql`${run.shown} ->> 'state' = 'parked'`);
  const [row] = await db
    .select({
      /** Counted up to 100,000. */
      pending: sql<number>`(select count(*) from (select 1 from ${pending} limit 100000) p)`,
      ...waiting(db),
      undelivered: db.$count(outbox),
      parked: db.$count(run, sql`${isParked}`.inlineParams()),
      /** Parked runs by reason: those that are held as a whole are among them. */
      parkedBy: sql<Record<string, number>>`(select coalesce(json_object_agg(reason, runs), '{}') from (
        select coalesce(${run.shown} ->> 'parkReason', '') as reason, count(*) as runs from ${run} where ${sql`${isParked}`.inlineParams()} group by 1
      ) parked_by)`,
      matcherHolder: matcher.holder,
      matcherEpoch: matcher.epoch,
      matcherHeldForSeconds: sql<number>`case when ${matcher.until} = '-infinity' then 0
        else greatest(extract(epoch from ${matcher.until} - clock_timestamp()), 0) end::float8`,
      databaseTime: sql<string>`to_json(clock_timestamp())#>>'{}'`,
    })
    .from(matcher);
  if (row === undefined) throw new Error("Cannot read the state of the matcher: its row is missing");
  return row;
}

export type Change =
  | { readonly kind: "run"; readonly run: string; readonly flow: string }
  | { readonly kind: "task"; readonly task: string; readonly queue: string }
  | { readonly kind: "event"; readonly type: string }
  | { readonly kind: "flow"; readonly flow: string };

/** A change with the stamp of the row that shows it: the same pair again is the same change. */
export interface StampedChange {
  readonly change: Change;
  readonly stamp: string;
}

/** What changed in the last `seconds`. A row may become visible later than its stamp says, so callers ask for more than they missed. */
export async function readChanges(pool: Sql, seconds: number): Promise<StampedChange[]> {
  const db = drizzleOn(pool);
  const isNew = (at: AnyPgColumn) => gt(at, sql`clock_timestamp() - make_interval(secs => ${seconds})`);
  /** Rows of a table that are new by one of its instants, in the columns that all kinds have. */
  const rowsOf = (table: PgTable, { kind, a, b = NOTHING, at, by, where }: ChangedColumns) =>
    db
      .select({
        kind: sql<Change["kind"]>`${sql.raw(`'${kind}'`)}`,
        a: sql<string>`${a}`,
        b: sql<string>`${b}`,
        stamp: by === undefined ? sql<string>`${at}::text` : sql<string>`${at}::text || coalesce(${by}, '')`,
      })
      .from(table)
      .where(and(where, isNew(at)))
      .orderBy(desc(at))
      .limit(200);
  const runs = { kind: "run", a: run.id, b: run.flow } as const;
  const tasks = { kind: "task", a: task.id, b: task.queue } as const;
  const newest = db
    .select({ type: event.type, seq: event.seq })
    .from(event)
    .where(isNew(event.receivedAt))
    .orderBy(desc(event.receivedAt))
    .limit(500)
    .as("newest");
  const rows = await union(
    rowsOf(run, { ...runs, at: run.shownAt }),
    rowsOf(run, { ...runs, at: run.startedAt }),
    rowsOf(run, { ...runs, at: run.closedAt }),
    rowsOf(task, { ...tasks, at: task.createdAt, by: task.claimedBy }),
    rowsOf(task, {
      ...tasks,
      at: task.claimedAt,
      by: task.claimedBy,
      where: eq(task.state, "open").inlineParams(),
    }),
    rowsOf(task, { ...tasks, at: task.escalatedAt }),
    rowsOf(task, { ...tasks, at: task.endedAt }),
    rowsOf(flow, { kind: "flow", a: flow.key, at: flow.updatedAt }),
    rowsOf(flowVersion, { kind: "flow", a: flowVersion.flow, at: flowVersion.publishedAt }),
    db
      .select({
        kind: sql<Change["kind"]>`'event'`,
        a: sql<string>`${newest.type}`,
        b: sql<string>`''`,
        stamp: sql<string>`max(${newest.seq})::text`,
      })
      .from(newest)
      .groupBy(newest.type),
  );
  return rows.map((row) => ({ change: toChange(row), stamp: row.stamp }));
}

interface ChangedColumns {
  readonly kind: Change["kind"];
  /** What the change is of, and what else listeners choose by. */
  readonly a: AnyPgColumn;
  readonly b?: AnyPgColumn | SQL;
  readonly at: AnyPgColumn;
  readonly by?: AnyPgColumn;
  readonly where?: SQL;
}

const NOTHING = sql`''`;

function toChange(row: { readonly kind: Change["kind"]; readonly a: string; readonly b: string }): Change {
  switch (row.kind) {
    case "run":
      return { kind: "run", run: row.a, flow: row.b };
    case "task":
      return { kind: "task", task: row.a, queue: row.b };
    case "event":
      return { kind: "event", type: row.a };
    case "flow":
      return { kind: "flow", flow: row.a };
  }
}

export type NeededNodeType = Awaited<ReturnType<typeof neededNodeTypes>>[number];

/** Which node types, by version, the plans of open runs and of live versions execute. */
export async function neededNodeTypes(pool: Sql) {
  const db = drizzleOn(pool);
  const ofRuns = db
    .select({ flow: run.flow, version: run.version, runs: sql<number>`count(*)`.as("runs") })
    .from(run)
    .where(inArray(run.state, ["queued", "starting", "open"]).inlineParams())
    .groupBy(run.flow, run.version);
  const live = db
    .select({ flow: flow.key, version: sql<number>`${flow.liveVersion}`, runs: sql<number>`0` })
    .from(flow)
    .where(isNotNull(flow.liveVersion));
  const used = unionAll(ofRuns, live).as("used");
  return db
    .select({
      type: sql<string>`step ->> 'type'`,
      version: sql<number>`(step ->> 'typeVersion')::int`,
      /** Runs that are not closed and whose plan has a step of it. */
      runs: sql<number>`sum(${used.runs})::int`,
    })
    .from(used)
    .innerJoin(flowVersion, and(eq(flowVersion.flow, used.flow), eq(flowVersion.version, used.version)))
    .crossJoin(sql`jsonb_array_elements(${flowVersion.plan} -> 'steps') as step`)
    .where(sql`step ->> 'op' = 'run'`)
    .groupBy(sql`1`, sql`2`)
    .orderBy(sql`1`, sql`2`);
}
