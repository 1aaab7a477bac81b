import type { Plan } from "@throughline/flow";
import type { Sql } from "postgres";

export interface PlanRow {
  readonly flow: string;
  readonly flowName: string;
  readonly version: number;
  readonly plan: Plan;
}

/** The plans that were live under a routing number: what an event was matched against. */
export async function listPlansAt(sql: Sql, routing: number): Promise<PlanRow[]> {
  const rows = await sql<PlanRow[]>`
    select v.flow, f.name as "flowName", v.version, v.plan
    from flow_version v join flow f on f.key = v.flow
    where v.routing_from <= ${routing} and (v.routing_to is null or v.routing_to > ${routing})
    order by v.flow`;
  return [...rows];
}
