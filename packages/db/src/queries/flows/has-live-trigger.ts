import type { Sql } from "postgres";

/** True when the flow's live version starts by events of this type and source. */
export async function hasLiveTrigger(
  sql: Sql,
  flow: string,
  trigger: { readonly eventType: string; readonly source: string },
): Promise<boolean> {
  const rows = await sql`
    select 1 from flow f
    join flow_version v on v.flow = f.key and v.version = f.live_version
    cross join jsonb_array_elements(v.plan -> 'triggers') as t
    where f.key = ${flow} and t ->> 'eventType' = ${trigger.eventType} and t ->> 'source' = ${trigger.source}
    limit 1`;
  return rows.length > 0;
}
