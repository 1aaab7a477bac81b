// The waits of a run that are known at entry: their rows are written with the run, so no later event can slip by.
import { shortIdOf, waitRows } from "@throughline/flow";
import type { Json, JsonObject, Plan, WaitStep } from "@throughline/flow";
import type { RunRow, WaitRow } from "../rows.ts";
import { toWaitRow } from "./wait-row.ts";

/** Rows of every static wait; a wait whose key is no key has none and can only time out. */
export function staticWaits(plan: Plan, run: RunRow): readonly WaitRow[] {
  const waits = plan.steps.filter(
    (step): step is WaitStep => step.op === "wait" && step.static && step.events.length > 0,
  );
  if (waits.length === 0) return [];
  const scope = entryScope(plan, run);
  return waits.flatMap((step) => {
    const opened = waitRows(step, scope);
    if (!opened.ok) return [];
    const visit = { run: run.id, step: `${step.id}.1` };
    return opened.rows.map((row) => toWaitRow(visit, row, run.entry.no));
  });
}

function entryScope(plan: Plan, run: RunRow): JsonObject {
  const { id, flow, version, subject, entry } = run;
  const about = { id, shortId: shortIdOf(id), flow, version, startedAt: entry.receivedAt };
  const { timeZone } = plan.settings;
  return {
    trigger: entry as unknown as Json,
    subject,
    run: about,
    vars: {},
    now: entry.receivedAt,
    timeZone,
  };
}
