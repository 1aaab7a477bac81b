import type { Sql } from "postgres";

/** Hides a flow that takes no entries; its versions and runs stay. */
export async function archiveFlow(sql: Sql, key: string): Promise<"archived" | "live" | "not-found"> {
  const [flow] = await sql<{ liveVersion: number | null }[]>`
    with done as (
      update flow set archived_at = clock_timestamp()
      where key = ${key} and archived_at is null and live_version is null returning key
    )
    select live_version as "liveVersion" from flow where key = ${key} and archived_at is null`;
  if (flow === undefined) return "not-found";
  return flow.liveVersion === null ? "archived" : "live";
}
