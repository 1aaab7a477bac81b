import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface VersionRow {
  readonly version: number;
  readonly planHash: string;
  readonly publishedAt: string;
  readonly publishedBy: string;
  readonly live: boolean;
}

/** Versions of a flow, newest first. */
export async function listVersions(sql: Sql, flow: string): Promise<VersionRow[]> {
  const rows = await sql`
    select v.version, v.plan_hash as "planHash", v.published_at as "publishedAt", v.published_by as "publishedBy",
           coalesce(f.live_version = v.version, false) as live
    from flow_version v join flow f on f.key = v.flow
    where v.flow = ${flow} order by v.version desc`;
  return rows.map((row) => plainRow<VersionRow>(row));
}
