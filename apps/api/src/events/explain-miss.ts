// Why a trigger that looks at an event's type did not start a run: the same expressions, judged again, with what they saw.
import type { Receipt } from "@throughline/contract";
import type { EventViewRow, PlanRow } from "@throughline/db";
import { evaluate, findStep } from "@throughline/flow";
import type { Json, PlanTrigger } from "@throughline/flow";
import { toSeenEvent, valuesOf } from "./seen-event.ts";

type Line = Receipt["lines"][number];

/** One line for each trigger that could have taken the event. */
export function explainMiss(row: PlanRow, event: EventViewRow): Line[] {
  const seen = toSeenEvent(event);
  return row.plan.triggers
    .filter(
      (trigger) =>
        trigger.eventType === event.type && (trigger.source === undefined || trigger.source === event.source),
    )
    .map((trigger): Line => ({
      flow: row.flow,
      flowName: row.flowName,
      version: row.version,
      run: null,
      node: trigger.step,
      ...explainTrigger(trigger, row, seen),
    }));
}

type Reason = Pick<Line, "verdict" | "code" | "message" | "values">;

function explainTrigger(trigger: PlanTrigger, row: PlanRow, event: Json): Reason {
  const name = findStep(row.plan, trigger.step)?.name ?? "The trigger";
  const scope = { event, trigger: event };
  if (trigger.filter !== undefined) {
    const judged = evaluate(trigger.filter, scope);
    const values = valuesOf(trigger.filter, scope);
    if (!judged.ok)
      return {
        verdict: "missed",
        code: "filter-error",
        message: `“${name}”: its condition (${trigger.filter}) could not be judged: ${judged.message}.`,
        values,
      };
    if (judged.value !== true)
      return {
        verdict: "missed",
        code: "filter-false",
        message: `“${name}”: its condition (${trigger.filter}) was not true for this event.`,
        values,
      };
  }
  const subject = evaluate(row.plan.settings.subject, scope);
  if (!subject.ok)
    return {
      verdict: "missed",
      code: "no-subject",
      message: `“${name}”: no subject could be found: ${subject.message}.`,
    };
  return {
    verdict: "missed",
    code: "not-taken",
    message: `“${name}” would take such an event now; it did not when this one was matched.`,
  };
}
