import type { Sql } from "postgres";

export interface NodeCountRow {
  readonly node: string;
  readonly here: number;
  readonly parked: number;
  readonly passed: number;
}

/** Where the runs of a flow's version stand and how many passed each node, as the runs last said. */
export async function countNodes(sql: Sql, flow: string, version: number): Promise<NodeCountRow[]> {
  const rows = await sql<NodeCountRow[]>`
    select v.node,
           (count(*) filter (where v.state = 'active' and r.state in ('starting', 'open')))::int as here,
           (count(*) filter (where v.state = 'parked' and r.state in ('starting', 'open')))::int as parked,
           (count(*) filter (where v.state = 'left'))::int as passed
    from visit v join run r on r.id = v.run
    where v.flow = ${flow} and v.version = ${version}
    group by v.node`;
  return [...rows];
}
