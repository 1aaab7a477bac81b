import type { JsonObject, StartInput } from "@throughline/flow";
import { RUN_COLUMNS } from "./read-rows.ts";
import { startsPaused } from "@throughline/protocol";
import type { DeliveryRow, OfRun, RunRow } from "@throughline/protocol";
import type { StoreContext } from "./store-context.ts";

/** What the start of a run is made of; null if the run is not `starting`. */
export async function readStart(
  { sql, readPlan }: StoreContext,
  { run: id }: OfRun,
): Promise<StartInput | null> {
  const [row] = await sql<(RunRow & { startedAt: number; profile: JsonObject | null })[]>`
    select ${sql.unsafe(RUN_COLUMNS)}, floor(extract(epoch from started_at) * 1000)::float8 as "startedAt",
      (select attributes from profile where profile.subject = run.subject) as profile
    from run where id = ${id} and state = 'starting'`;
  if (row === undefined) return null;
  const told = await sql<Pick<DeliveryRow, "n" | "payload">[]>`
    select n, payload from delivery where run = ${id} and payload ->> 'kind' in ('pause', 'resume')`;
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
    ...(startsPaused(told) ? { isPaused: true } : {}),
  };
}
