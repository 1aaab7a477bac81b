import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { flow, task } from "../schema/index.ts";

const viewColumns = {
  id: task.id,
  run: task.run,
  flow: task.flow,
  flowName: flow.name,
  node: task.node,
  subject: task.subject,
  queue: task.queue,
  title: task.title,
  body: task.body,
  form: task.form,
  decisions: task.decisions,
  state: task.state,
  claimedBy: task.claimedBy,
  dueAt: task.dueAt,
  createdAt: task.createdAt,
  endedAt: task.endedAt,
  decision: task.decision,
  values: task.values,
  decidedBy: task.decidedBy,
};

export type TaskViewRow = Awaited<ReturnType<typeof listTasks>>[number];

export interface TaskFilter {
  readonly state: "open" | "ended";
  readonly queue?: string | undefined;
  readonly run?: string | undefined;
  /** Id of the last task of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The inbox: open tasks oldest first, ended ones newest first. */
export async function listTasks(pool: Sql, { state, queue, run, after, limit }: TaskFilter) {
  const db = drizzleOn(pool);
  const isOpen = state === "open";
  const beyond = (id: string) => {
    const last = alias(task, "last");
    const place = db.select({ createdAt: last.createdAt, id: last.id }).from(last).where(eq(last.id, id));
    return sql`(${task.createdAt}, ${task.id}) ${sql.raw(isOpen ? ">" : "<")} ${place}`;
  };
  const order = sql.raw(isOpen ? "asc" : "desc");
  return db
    .select(viewColumns)
    .from(task)
    .innerJoin(flow, eq(flow.key, task.flow))
    .where(
      and(
        inArray(task.state, isOpen ? ["open"] : ["decided", "overdue", "withdrawn"]).inlineParams(),
        queue === undefined ? undefined : eq(task.queue, queue),
        run === undefined ? undefined : eq(task.run, run),
        after === undefined ? undefined : beyond(after),
      ),
    )
    .orderBy(sql`${task.createdAt} ${order}`, sql`${task.id} ${order}`)
    .limit(limit);
}

/** One task, or null. */
export async function readTaskView(pool: Sql, id: string) {
  const [row] = await drizzleOn(pool)
    .select(viewColumns)
    .from(task)
    .innerJoin(flow, eq(flow.key, task.flow))
    .where(eq(task.id, id));
  return row ?? null;
}

/** Takes an open task that nobody else has, or gives one's own back. False: it is ended or somebody else's. */
export async function claimTask(
  pool: Sql,
  request: { readonly task: string; readonly by: string; readonly claim: boolean },
): Promise<boolean> {
  const { by, claim } = request;
  const rows = await drizzleOn(pool)
    .update(task)
    .set(
      claim
        ? { claimedBy: by, claimedAt: sql`coalesce(${task.claimedAt}, clock_timestamp())` }
        : { claimedBy: null, claimedAt: null },
    )
    .where(
      and(
        eq(task.id, request.task),
        eq(task.state, "open"),
        or(isNull(task.claimedBy), eq(task.claimedBy, by)),
      ),
    )
    .returning({ id: task.id });
  return rows.length === 1;
}
