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
