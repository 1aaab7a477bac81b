import { and, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { audit, run } from "../schema/index.ts";

/** Notes who changed what. */
export async function addAudit(
  pool: Sql,
  entry: Pick<typeof audit.$inferInsert, "actor" | "action" | "target" | "detail">,
): Promise<void> {
  await drizzleOn(pool).insert(audit).values(entry);
}

const viewColumns = {
  id: sql<string>`${audit.id}::text`,
  at: audit.at,
  actor: audit.actor,
  action: audit.action,
  target: audit.target,
  detail: audit.detail,
};

/** Who changed what, newest first. */
export async function listAudit(
  pool: Sql,
  page: { readonly after?: string | undefined; readonly limit: number },
) {
  return drizzleOn(pool)
    .select(viewColumns)
    .from(audit)
    .where(page.after === undefined ? undefined : lt(audit.id, sql`${page.after}::bigint`))
    .orderBy(desc(audit.id))
    .limit(page.limit);
}

/** What people did to a run, oldest first. The audit is looked through from the run's start on, which its index is for. */
export async function listRunHistory(pool: Sql, id: string) {
  return drizzleOn(pool)
    .select(viewColumns)
    .from(run)
    .innerJoin(audit, and(gte(audit.at, run.startedAt), eq(audit.target, run.id)))
    .where(and(eq(run.id, id), inArray(audit.action, ["resolveRun", "cancelRun", "pauseRun", "resumeRun"])))
    .orderBy(audit.id)
    .limit(200);
}

/**
 * Deletes what the trail of who changed what holds beyond its retention, in small transactions, the oldest first; answers how
 * many rows went. Processes that do it at the same time share the work.
 */
export async function pruneAudit(
  pool: Sql,
  {
    retentionMs,
    batch = 5_000,
  }: {
    /** Rows noted before this long ago go. */
    readonly retentionMs: number;
    /** Rows of one transaction. */
    readonly batch?: number;
  },
): Promise<number> {
  const db = drizzleOn(pool);
  const old = db
    .select({ id: audit.id })
    .from(audit)
    .where(lt(audit.at, sql`clock_timestamp() - make_interval(secs => ${retentionMs / 1000})`))
    .orderBy(audit.at, audit.id)
    .limit(batch)
    .for("update", { skipLocked: true });
  for (let pruned = 0; ;) {
    const gone = await db
      .delete(audit)
      .where(sql`${audit.id} = any(array${old})`)
      .returning({ id: audit.id });
    pruned += gone.length;
    if (gone.length < batch) return pruned;
  }
}
