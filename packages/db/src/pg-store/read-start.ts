import type { JsonObject, StartInput } from "@throughline/flow";
import { RUN_COLUMNS } from "./read-rows.ts";
import type { RunRow } from "@throughline/protocol";
import type { StoreContext } from "./store-context.ts";

/** What the start of a run is made of; null if the run is not `starting`. */
export async function readStart({ sql, readPlan }: StoreContext, id: string): Promise<StartInput | null> {
  const [row] = await sql<(RunRow & { startedAt: number; profile: JsonObject | null })[]>`
    select ${sql.unsafe(RUN_COLUMNS)}, floor(extract(epoch from started_at) * 1000)::float8 as "startedAt",
      (select attributes from profile where profile.subject = run.subject) as profile
    from run where id = ${id} and state = 'starting'`;
  if (row === undefined) return null;
  const plan = await readPlan(row.flow, row.version);
  if (plan === null)
    throw new Error(`Cannot start run "${id}": version ${row.version} of flow "${row.flow}" is not there`);
  return {
    plan,
    planHash: row.planHash,
    run: id,
    subject: row.subject,
    trigger: row.entry,
    triggerStep: row.triggerStep,
    profile: row.profile ?? {},
    startedAt: new Date(row.startedAt).toISOString(),
  };
}
