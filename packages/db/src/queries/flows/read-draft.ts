import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";

/** A flow's draft and its revision; null when there is no such flow or it is archived. */
export async function readDraft(
  sql: Sql,
  key: string,
): Promise<{
  readonly draft: Json;
  readonly revision: number;
  readonly liveVersion: number | null;
  readonly lastVersion: number;
} | null> {
  const [row] = await sql<
    { draft: Json; revision: number; liveVersion: number | null; lastVersion: number }[]
  >`
    select draft, revision, live_version as "liveVersion",
           coalesce((select max(version) from flow_version v where v.flow = flow.key), 0)::int as "lastVersion"
    from flow where key = ${key} and archived_at is null`;
  return row ?? null;
}
