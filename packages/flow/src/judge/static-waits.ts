// The waits of a run that are known at entry: their rows are written with the run, so no later event can slip by.
import type { MatchedEvent } from "../event.ts";
import type { OpenWaitRow } from "../stepper/facts.ts";
import { waitRows } from "../instructions/wait/rows.ts";
import type { Plan, WaitStep } from "../plan.ts";
import { hostClocks } from "../time/host-zones.ts";
import { shortIdOf } from "../stepper/turn.ts";

/** What is known of a run when it enters. */
export interface EnteredRun {
  readonly id: string;
  readonly subject: string;
  readonly entry: MatchedEvent;
}

/** Rows of the first visit of every static wait; a wait whose key is no key has none and can only time out. */
export function staticWaitRows(
  plan: Plan,
  run: EnteredRun,
): readonly { readonly step: string; readonly rows: readonly OpenWaitRow[] }[] {
  const waits = staticWaitsOf(plan);
  if (waits.length === 0) return [];
  const scope = scopeAtEntry(plan, run);
  const clocks = hostClocks(plan.settings.timeZone);
  const opened: { readonly step: string; readonly rows: readonly OpenWaitRow[] }[] = [];
  for (const step of waits) {
    const made = waitRows(step, scope, clocks);
    if (made.ok) opened.push({ step: `${step.id}.1`, rows: made.rows });
  }
  return opened;
}

/** Derived from a plan and kept as long as it is. */
const waitsByPlan = new WeakMap<Plan, readonly WaitStep[]>();

function staticWaitsOf(plan: Plan): readonly WaitStep[] {
  let waits = waitsByPlan.get(plan);
  if (waits === undefined) {
    waits = plan.steps.filter(
      (step): step is WaitStep => step.op === "wait" && step.static && step.events.length > 0,
    );
    waitsByPlan.set(plan, waits);
  }
  return waits;
}

/** What expressions see of a run that has not taken a step: `profile` and `steps` are not known to whoever matches. */
function scopeAtEntry({ flow, version, settings }: Plan, { id, subject, entry }: EnteredRun): object {
  const startedAt = entry.receivedAt;
  return {
    trigger: entry,
    subject,
    run: { id, shortId: shortIdOf(id), flow, version, startedAt, timeZone: settings.timeZone },
    vars: {},
    now: startedAt,
  };
}
