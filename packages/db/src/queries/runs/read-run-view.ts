import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";
import type { RunSummaryRow } from "./list-runs.ts";

export interface RunViewRow extends RunSummaryRow {
  readonly planHash: string;
  readonly reason: string | null;
  readonly entry: Json;
  /** Stored parts of the trail: what closed the run, and what was stored at each continue-as-new. */
  readonly trail: Json;
  readonly document: Json;
}

/** A run's row with the document of its version, or null. */
export async function readRunView(sql: Sql, id: string): Promise<RunViewRow | null> {
  const [row] = await sql`
    select r.id, r.flow, f.name as "flowName", r.version, r.subject, r.state, r.outcome, r.shown,
           r.started_at as "startedAt", r.closed_at as "closedAt",
           r.plan_hash as "planHash", r.reason, r.entry, r.trail, v.document
    from run r join flow f on f.key = r.flow
    join flow_version v on v.flow = r.flow and v.version = r.version
    where r.id = ${id}`;
  return row === undefined ? null : plainRow<RunViewRow>(row);
}
