import type { JsonObject, WaitState } from "@throughline/flow";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { flow, flowVersion, listener, profile, run, wait } from "../schema/index.ts";

/** What a run waits for. */
export async function listRunWaits(pool: Sql, id: string) {
  const { step, type, port, filter, bindings, state } = wait;
  return drizzleOn(pool)
    .select({ step, type, port, filter, bindings, state })
    .from(wait)
    .where(eq(wait.run, id))
    .orderBy(step, wait.i);
}

/** The key expressions by which any run waits for events of a type, whatever the version. */
export async function listKeyExpressions(pool: Sql, type: string): Promise<string[]> {
  const rows = await drizzleOn(pool)
    .select({ key: listener.keyExpression })
    .from(listener)
    .where(eq(listener.type, type))
    .orderBy(listener.keyExpression);
  return rows.map(({ key }) => key);
}

/** A wait of a run that is under way, with what it is called on the drawing. */
export type WaitingRow = Awaited<ReturnType<typeof listWaitsIn>>[number];

/** Waits that stand in these topics (hex) now, oldest runs first; a wait goes with its run, so ended ones are not told. */
export async function listWaitsIn(pool: Sql, topics: readonly string[], limit = 50) {
  const node = sql<string>`split_part(${wait.step}, '.', 1)`;
  const isStanding = inArray(wait.state, ["open", "expiring"]).inlineParams();
  const rows = await drizzleOn(pool)
    .select({
      run: wait.run,
      flow: run.flow,
      flowName: flow.name,
      version: run.version,
      node,
      name: sql<string>`coalesce(${nameOfStep(wait.step)}, ${node})`,
      topic: sql<string>`encode(${wait.topic}, 'hex')`,
      filter: wait.filter,
      bindings: wait.bindings,
      fromNo: wait.fromNo,
      port: wait.port,
      deadline: wait.deadline,
      profile: sql<JsonObject>`coalesce(${profile.attributes}, '{}')`,
    })
    .from(wait)
    .innerJoin(run, eq(run.id, wait.run))
    .leftJoin(profile, eq(profile.subject, run.subject))
    .innerJoin(flow, eq(flow.key, run.flow))
    .innerJoin(flowVersion, and(eq(flowVersion.flow, run.flow), eq(flowVersion.version, run.version)))
    .where(
      and(
        sql`${wait.topic} = any(array(select decode(h, 'hex') from unnest(${sql.param([...topics])}::text[]) as h))`,
        isStanding,
      ),
    )
    .orderBy(run.startedAt, wait.run, wait.step, wait.i)
    .limit(limit);
  return rows.map(({ deadline, ...row }) => ({ ...row, state: standingState(deadline) }));
}

/** Only a wait whose time is up and that an older event may still satisfy has a deadline. */
function standingState(deadline: string | null): WaitState {
  return deadline === null ? { kind: "open" } : { kind: "expiring", deadline: Date.parse(deadline) };
}

/** What the node of `node.visit` is called in the version that is joined; null when the plan does not say. */
export function nameOfStep(step: AnyPgColumn) {
  return sql<string | null>`(select s ->> 'name' from jsonb_array_elements(${flowVersion.plan} -> 'steps') s
    where s ->> 'id' = split_part(${step}, '.', 1))`;
}
