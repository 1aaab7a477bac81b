import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";

export interface RunWaitRow {
  readonly step: string;
  readonly type: string;
  readonly port: string;
  readonly filter: string | null;
  readonly bindings: Json;
  readonly state: "open" | "matched" | "expiring" | "expired";
}

/** What a run waits for. */
export async function listRunWaits(sql: Sql, run: string): Promise<RunWaitRow[]> {
  const rows = await sql<RunWaitRow[]>`
    select step, type, port, filter, bindings, state from wait where run = ${run} order by step, i`;
  return [...rows];
}
