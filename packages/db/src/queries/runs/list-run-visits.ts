import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface RunVisitRow {
  readonly node: string;
  readonly visit: number;
  readonly state: "active" | "left" | "parked" | "cancelled";
  readonly port: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** A run's visits as its sink last said: the stand-in while the run cannot be asked. */
export async function listRunVisits(sql: Sql, run: string): Promise<RunVisitRow[]> {
  const rows = await sql`
    select node, visit, state, port, started_at as "startedAt", ended_at as "endedAt"
    from visit where run = ${run} order by started_at, node, visit limit 2000`;
  return rows.map((row) => plainRow<RunVisitRow>(row));
}
