import type { Sql } from "../connect.ts";

export interface NeededNodeType {
  readonly type: string;
  readonly version: number;
  /** Runs that are not closed and whose plan has a step of it. */
  readonly runs: number;
}

/** Which node types, by version, the plans of open runs and of live versions execute. */
export async function neededNodeTypes(sql: Sql): Promise<readonly NeededNodeType[]> {
  return sql<NeededNodeType[]>`
    with used as (
      select flow, version, count(*) as runs from run where state in ('queued', 'starting', 'open') group by flow, version
      union all
      select key, live_version, 0 from flow where live_version is not null
    )
    select step ->> 'type' as type, (step ->> 'typeVersion')::int as version, sum(used.runs)::int as runs
    from used
    join flow_version using (flow, version)
    cross join lateral jsonb_array_elements(flow_version.plan -> 'steps') as step
    where step ->> 'op' = 'run'
    group by 1, 2
    order by 1, 2`;
}
