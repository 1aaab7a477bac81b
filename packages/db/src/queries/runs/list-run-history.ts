import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";
import type { AuditRow } from "../people/list-audit.ts";

const RUN_ACTIONS = ["resolveRun", "cancelRun", "pauseRun", "resumeRun"] as const;

/** What people did to a run, oldest first. The audit is looked through from the run's start on, which its index is for. */
export async function listRunHistory(sql: Sql, run: string): Promise<AuditRow[]> {
  const rows = await sql`
    select a.id::text as id, a.at, a.actor, a.action, a.target, a.detail
    from run r join audit a on a.at >= r.started_at and a.target = r.id
    where r.id = ${run} and a.action = any(${[...RUN_ACTIONS]}::text[])
    order by a.id limit 200`;
  return rows.map((row) => plainRow<AuditRow>(row));
}
