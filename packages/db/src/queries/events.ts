import type { Json } from "@throughline/flow";
import { identityHash } from "@throughline/protocol";
import { and, desc, eq, isNull, lt, ne, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import {
  deadLetter,
  delivery,
  event,
  flow,
  flowVersion,
  identity,
  matcher,
  refusal,
  run,
} from "../schema/index.ts";
import { nameOfStep } from "./waits.ts";

const viewColumns = {
  event: sql<string>`${event.seq}::text`,
  id: event.id,
  source: event.source,
  type: event.type,
  subject: event.subject,
  time: event.time,
  receivedAt: event.receivedAt,
  matchedAt: event.matchedAt,
  data: event.data,
  ext: event.ext,
};

export type EventViewRow = Awaited<ReturnType<typeof listEvents>>[number];

export interface EventFilter {
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
  /** The one event that its sender knows by source and id. */
  readonly identity?: { readonly source: string; readonly id: string } | undefined;
  /** seq of the last event of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Events, newest first. */
export async function listEvents(pool: Sql, { type, subject, identity: known, after, limit }: EventFilter) {
  return drizzleOn(pool)
    .select(viewColumns)
    .from(event)
    .where(
      and(
        type === undefined ? undefined : eq(event.type, type),
        subject === undefined ? undefined : eq(event.subject, subject),
        known === undefined
          ? undefined
          : sql`${event.seq} = (select ${identity.seq} from ${identity} where ${identity.hash} = decode(${identityHash(known)}, 'hex'))`,
        after === undefined ? undefined : lt(event.seq, sql`${after}::bigint`),
      ),
    )
    .orderBy(desc(event.seq))
    .limit(limit);
}

/** One event by its seq, with the routing number it was matched under; or null. */
export async function readEvent(pool: Sql, seq: string) {
  const [row] = await drizzleOn(pool)
    .select({
      ...viewColumns,
      no: sql<string | null>`${event.no}::text`,
      routing: sql<string | null>`${event.routing}::text`,
    })
    .from(event)
    .where(eq(event.seq, sql`${seq}::bigint`));
  return row ?? null;
}

/** The routing number as it is now: for what would happen to an event that is not matched yet. */
export async function readLastRouting(pool: Sql): Promise<number> {
  const [row] = await drizzleOn(pool).select({ routing: matcher.routing }).from(matcher);
  return row?.routing ?? 0;
}

/** How many of the newest events of a type are looked at for what its data looks like. */
const SAMPLED = 40;

/** Data of the newest events of some types. */
export async function sampleEvents(
  pool: Sql,
  types: readonly string[],
): Promise<readonly { readonly type: string; readonly samples: readonly Json[] }[]> {
  const db = drizzleOn(pool);
  return Promise.all(
    types.map(async (type) => {
      const rows = await db
        .select({ data: event.data })
        .from(event)
        .where(eq(event.type, type))
        .orderBy(desc(event.seq))
        .limit(SAMPLED);
      return { type, samples: rows.map(({ data }) => data) };
    }),
  );
}

/** Types of events seen. Steps from type to type through the index, so that the cost follows the types, not the events. */
export async function listEventTypes(pool: Sql) {
  // Recursion is beyond the builder.
  const types = sql`(
    with recursive types as (
      (select type from event order by type limit 1)
      union all
      select (select e.type from event e where e.type > t.type order by e.type limit 1) from types t where t.type is not null
    )
    select type from types where type is not null) as t`;
  return drizzleOn(pool)
    .select({
      type: sql<string>`t.type`,
      /** Counted up to 10,000. */
      count24h: sql<number>`(select count(*) from
        (select 1 from event e where e.type = t.type and e.received_at > now() - interval '24 hours' limit 10000) c)`,
      lastSeenAt:
        sql`(select e.received_at from event e where e.type = t.type order by e.seq desc limit 1)`.mapWith(
          event.receivedAt,
        ),
      /** Data of the newest events. */
      samples: sql<readonly Json[]>`(select coalesce(jsonb_agg(n.data), '[]') from
        (select e.data from event e where e.type = t.type order by e.seq desc limit ${SAMPLED}) n)`,
    })
    .from(types)
    .orderBy(sql`t.type`)
    .limit(500);
}

/** What one event did: the rows it left, by kind. */
export type EventEffects = Awaited<ReturnType<typeof listEventEffects>>;

/** Runs started and woken by an event, refusals, and dead letters that were not retried: what a retry did speaks for itself. */
export async function listEventEffects(pool: Sql, id: string) {
  const db = drizzleOn(pool);
  const seq = sql`${id}::bigint`;
  const [starts, wakes, refusals, deadLetters] = await Promise.all([
    db
      .select({
        run: run.id,
        flow: run.flow,
        flowName: flow.name,
        version: run.version,
        state: run.state,
        reason: run.reason,
        triggerStep: run.triggerStep,
      })
      .from(run)
      .innerJoin(flow, eq(flow.key, run.flow))
      .where(eq(run.entrySeq, seq))
      .orderBy(run.flow),
    db
      .select({
        run: delivery.run,
        flow: run.flow,
        flowName: flow.name,
        version: run.version,
        wait: delivery.wait,
        settledAs: delivery.settledAs,
        state: delivery.state,
        /** The wait's name on the drawing of the run's version. */
        waitName: nameOfStep(delivery.wait),
      })
      .from(delivery)
      .innerJoin(run, eq(run.id, delivery.run))
      .innerJoin(flow, eq(flow.key, run.flow))
      .innerJoin(flowVersion, and(eq(flowVersion.flow, run.flow), eq(flowVersion.version, run.version)))
      .where(and(eq(delivery.seq, seq), ne(delivery.kind, "start")))
      .orderBy(run.flow, delivery.run, delivery.n),
    db
      .select({
        flow: refusal.flow,
        /** Without a name and version: a refusal of the event itself. */
        flowName: sql<string>`coalesce(${flow.name}, '')`,
        version: sql<number | null>`nullif(${refusal.version}, 0)`,
        code: refusal.code,
        detail: refusal.detail,
        run: refusal.run,
      })
      .from(refusal)
      .leftJoin(flow, eq(flow.key, refusal.flow))
      .where(eq(refusal.seq, seq))
      .orderBy(refusal.flow),
    db
      .select({ reason: deadLetter.reason, kind: deadLetter.kind, run: deadLetter.run })
      .from(deadLetter)
      .where(and(eq(deadLetter.seq, seq), isNull(deadLetter.retriedAt)))
      .orderBy(deadLetter.id),
  ]);
  return { starts, wakes, refusals, deadLetters };
}
