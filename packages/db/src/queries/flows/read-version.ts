import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";
import type { VersionRow } from "./list-versions.ts";

/** One version with its document, or null. */
export async function readVersion(
  sql: Sql,
  flow: string,
  version: number,
): Promise<(VersionRow & { readonly document: Json }) | null> {
  const [row] = await sql`
    select v.version, v.plan_hash as "planHash", v.published_at as "publishedAt", v.published_by as "publishedBy",
           coalesce(f.live_version = v.version, false) as live, v.document
    from flow_version v join flow f on f.key = v.flow
    where v.flow = ${flow} and v.version = ${version}`;
  return row === undefined ? null : plainRow(row);
}
