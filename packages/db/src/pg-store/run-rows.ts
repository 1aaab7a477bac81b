// Questions about one run that need no lock.
import type { Json, JsonObject } from "@throughline/flow";
import { isLive, toRunClosed } from "@throughline/protocol";
import type { RunClosed, RunRow } from "@throughline/protocol";
import { RUN_COLUMNS } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";

/** The run's row as it is. */
export async function readRun({ sql }: StoreContext, id: string): Promise<RunRow | null> {
  const [row] = await sql<RunRow[]>`select ${sql.unsafe(RUN_COLUMNS)} from run where id = ${id}`;
  return row ?? null;
}

/** The subject's profile as it is now. */
export async function readProfile(
  context: StoreContext,
  id: string,
): Promise<{ readonly kind: "profile"; readonly profile: JsonObject } | RunClosed> {
  const run = await readRun(context, id);
  if (!isLive(run)) return toRunClosed(run);
  const [row] = await context.sql<
    { attributes: JsonObject }[]
  >`select attributes from profile where subject = ${run.subject}`;
  return { kind: "profile", profile: row?.attributes ?? {} };
}

/** Keeps the trail of one execution of the chain; parts are keyed by their number, so that a repeat replaces its own. */
export async function storeTrail(
  context: StoreContext,
  request: { readonly run: string; readonly part: number; readonly trail: Json },
): Promise<{ readonly kind: "stored" } | RunClosed> {
  const stored = await context.sql`
    update run set trail = coalesce(trail, '{}') || jsonb_build_object(${String(request.part)}::text, ${JSON.stringify(request.trail)}::text::jsonb)
    where id = ${request.run} and state in ('starting', 'open') returning id`;
  return stored.length > 0 ? { kind: "stored" } : toRunClosed(await readRun(context, request.run));
}
