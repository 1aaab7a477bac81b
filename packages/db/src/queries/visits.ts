// What the runs' sinks say of themselves: where a run stands, and which nodes it has been to. Best effort, for looking at.
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { run, visit } from "../schema/index.ts";

/** Where the runs of a flow's version stand and how many passed each node, as the runs last said. */
export async function countNodes(pool: Sql, flow: string, version: number) {
  const isOpen = inArray(run.state, ["starting", "open"]).inlineParams();
  const visits = (state: "active" | "parked" | "left") => eq(visit.state, state).inlineParams();
  return drizzleOn(pool)
    .select({
      node: visit.node,
      here: sql<number>`count(*) filter (where ${visits("active")} and ${isOpen})`,
      parked: sql<number>`count(*) filter (where ${visits("parked")} and ${isOpen})`,
      passed: sql<number>`count(*) filter (where ${visits("left")})`,
    })
    .from(visit)
    .innerJoin(run, eq(run.id, visit.run))
    .where(and(eq(visit.flow, flow), eq(visit.version, version)))
    .groupBy(visit.node);
}

export type RunVisitRow = Awaited<ReturnType<typeof listRunVisits>>[number];

/** A run's visits as its sink last said: the stand-in while the run cannot be asked. */
export async function listRunVisits(pool: Sql, id: string) {
  const { node, visit: number, state, port, startedAt, endedAt } = visit;
  return drizzleOn(pool)
    .select({ node, visit: number, state, port, startedAt, endedAt })
    .from(visit)
    .where(eq(visit.run, id))
    .orderBy(startedAt, node, number)
    .limit(2000);
}

/** Where a run stands, as its sink tells it; `at` is workflow time in ms. */
export interface ShownRow {
  readonly run: string;
  readonly at: number;
  /** JSON text. */
  readonly shown: string;
}

/** Stores what runs last said of themselves in one statement; an older word than the stored one is dropped. Runs must not repeat in `rows`. */
export async function writeShown(pool: Sql, rows: readonly ShownRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = columnsOf(rows);
  await drizzleOn(pool)
    .update(run)
    .set({ shown: sql`said.shown::jsonb`, shownAt: sql`to_timestamp(said.at / 1000)` })
    .from(
      sql`unnest(${values("run")}::text[], ${values("shown")}::text[], ${values("at")}::float8[]) as said (run, shown, at)`,
    )
    .where(
      sql`${run.id} = said.run and (${run.shownAt} is null or ${run.shownAt} <= to_timestamp(said.at / 1000))`,
    );
}

/** A visit as a run's sink tells it. Instants are ms since the epoch. */
export interface VisitRow extends Omit<typeof visit.$inferSelect, "state" | "startedAt" | "endedAt"> {
  readonly state: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** Upserts visits in one statement; of two words about one visit the one that ends it wins. Keys must not repeat in `rows`. */
export async function writeVisits(pool: Sql, rows: readonly VisitRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = columnsOf(rows);
  await drizzleOn(pool)
    .insert(visit)
    .select(
      sql`select run, node, visit, flow, version, state, port, to_timestamp(started_at / 1000), to_timestamp(ended_at / 1000)
        from unnest(
          ${values("run")}::text[], ${values("node")}::text[], ${values("visit")}::int[], ${values("flow")}::text[], ${values("version")}::int[],
          ${values("state")}::text[], ${values("port")}::text[], ${values("startedAt")}::float8[], ${values("endedAt")}::float8[]
        ) as said (run, node, visit, flow, version, state, port, started_at, ended_at)`,
    )
    .onConflictDoUpdate({
      target: [visit.run, visit.node, visit.visit],
      set: { state: sql`excluded.state`, port: sql`excluded.port`, endedAt: sql`excluded.ended_at` },
      setWhere: sql`${visit.endedAt} is null or excluded.ended_at is not null`,
    });
}

/** The values of one column as one parameter: the statement stays the same however many rows there are. */
function columnsOf<Row>(rows: readonly Row[]) {
  return (column: keyof Row) => sql.param(rows.map((row) => row[column]));
}
