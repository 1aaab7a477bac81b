// A refusal as a sentence: which trigger and which field, or which setting of the flow stood against it.
import type { Receipt } from "@throughline/contract";
import type { EventEffects, EventViewRow, PlanRow } from "@throughline/db";
import { evaluateCondition, findStep } from "@throughline/flow";
import type { PlanTrigger } from "@throughline/flow";
import { toSeenEvent, valuesOf } from "./seen-event.ts";

type Refusal = EventEffects["refusals"][number];
type Reason = Pick<Receipt["lines"][number], "node" | "message" | "values">;

const AGAIN = "When the same subject enters again";

/** What a refusal says to a person; `plan` is the version that refused, where it is still known. */
export function explainRefusal(refusal: Refusal, plan: PlanRow | undefined, event: EventViewRow): Reason {
  switch (refusal.code) {
    case "filter-error":
      return explainFilter(refusal, plan, event);
    case "no-subject":
      return {
        node: null,
        message: `No subject could be found by the flow's setting “A run is about”${plan === undefined ? "" : ` (${plan.plan.settings.subject})`}: ${refusal.detail}.`,
        ...(plan === undefined
          ? {}
          : {
              values: valuesOf(plan.plan.settings.subject, {
                event: toSeenEvent(event),
                trigger: toSeenEvent(event),
              }),
            }),
      };
    case "already-active":
      return {
        node: null,
        message: `No run was started, because one of this subject was under way. The flow's setting “${AGAIN}” is “One run at a time; ignore more”.`,
      };
    case "queue-full":
      return {
        node: null,
        message: `No run was queued: ${refusal.detail}, as many as there may be. The flow's setting “${AGAIN}” is “One run at a time; queue more”.`,
      };
    case "once-ever":
      return {
        node: null,
        message: `No run was started, because this subject entered before. The flow's setting “${AGAIN}” is “Once ever”.`,
      };
    case "too-soon":
      return {
        node: null,
        message: `No run was started: ${refusal.detail}. The flow's setting “${AGAIN}” is “At most once per period”.`,
      };
    case "other-trigger-first":
      return { node: null, message: `One event starts one run of a flow: it was ${refusal.detail}.` };
    default:
      return { node: null, message: asSentence(refusal.detail) };
  }
}

/** The trigger whose condition could not be judged; found by judging again. */
function explainFilter(refusal: Refusal, row: PlanRow | undefined, event: EventViewRow): Reason {
  const seen = toSeenEvent(event);
  const scope = { event: seen, trigger: seen, now: event.receivedAt };
  const failed = row?.plan.triggers
    .filter((trigger): trigger is PlanTrigger & { readonly filter: string } => trigger.filter !== undefined)
    .find((trigger) => trigger.eventType === event.type && !evaluateCondition(trigger.filter, scope).ok);
  const step = row === undefined || failed === undefined ? undefined : findStep(row.plan, failed.step);
  if (failed === undefined || step === undefined)
    return { node: null, message: `The condition of a trigger could not be judged: ${refusal.detail}.` };
  return {
    node: step.id,
    message: `“${step.name}”: its condition (${failed.filter}) could not be judged: ${refusal.detail}.`,
    values: valuesOf(failed.filter, scope),
  };
}

function asSentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return text.endsWith(".") ? text : `${text}.`;
}
