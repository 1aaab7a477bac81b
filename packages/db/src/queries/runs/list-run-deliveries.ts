import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface RunDeliveryRow {
  readonly n: number;
  readonly kind: string;
  readonly event: string | null;
  readonly state: "pending" | "settled";
  readonly settledAs: string | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
}

/** What was given to a run, in order. */
export async function listRunDeliveries(sql: Sql, run: string): Promise<RunDeliveryRow[]> {
  const rows = await sql`
    select n, kind, seq::text as event, state, settled_as as "settledAs", attempts, last_error as "lastError", created_at as "createdAt"
    from delivery where run = ${run} order by n limit 1000`;
  return rows.map((row) => plainRow<RunDeliveryRow>(row));
}
