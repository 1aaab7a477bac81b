import type { OfRun, RunRow } from "@throughline/protocol";
import { RUN_COLUMNS } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";

/** The run's row as it is; takes no lock. */
export async function readRun({ sql }: StoreContext, { run }: OfRun): Promise<RunRow | null> {
  const [row] = await sql<RunRow[]>`select ${sql.unsafe(RUN_COLUMNS)} from run where id = ${run}`;
  return row ?? null;
}
