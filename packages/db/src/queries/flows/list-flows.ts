import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface FlowSummaryRow {
  readonly key: string;
  readonly name: string;
  readonly revision: number;
  readonly liveVersion: number | null;
  readonly changed: boolean;
  readonly pausedAt: string | null;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly openRuns: number;
  readonly runs24h: number;
}

/** Flows that are not archived, last changed first; or the one with this key. */
export async function listFlows(sql: Sql, key: string | null = null): Promise<FlowSummaryRow[]> {
  const rows = await sql`
    select f.key, f.name, f.revision, f.live_version as "liveVersion",
           (v.document is null or v.document is distinct from f.draft) as changed,
           f.paused_at as "pausedAt",
           f.updated_at as "updatedAt", f.updated_by as "updatedBy",
           (select count(*)::int from run r where r.flow = f.key and r.state in ('queued', 'starting', 'open')) as "openRuns",
           (select count(*)::int from run r where r.flow = f.key and r.started_at > now() - interval '24 hours') as "runs24h"
    from flow f
    left join flow_version v on v.flow = f.key and v.version = f.live_version
    where f.archived_at is null and (${key}::text is null or f.key = ${key})
    order by f.updated_at desc, f.key`;
  return rows.map((row) => plainRow<FlowSummaryRow>(row));
}
