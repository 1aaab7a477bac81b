// What a trigger of a plan looks at, by its kind.
import { hookType, STARTED_TYPE, startSource } from "../event.ts";
import type { FlowEvent } from "../event.ts";
import type { Plan, PlanTrigger } from "../plan.ts";

/** The type of the events that a trigger looks at. */
export function eventTypeOf(trigger: PlanTrigger): string {
  switch (trigger.kind) {
    case "event":
      return trigger.eventType;
    case "webhook":
      return hookType(trigger.hook);
    case "manual":
      return STARTED_TYPE;
  }
}

/** Whether a trigger looks at such events at all. A start by hand is seen only by the flow that it names. */
export function looksAt(
  plan: Pick<Plan, "flow">,
  trigger: PlanTrigger,
  event: Pick<FlowEvent, "type" | "source">,
): boolean {
  if (event.type === STARTED_TYPE)
    return trigger.kind === "manual" && event.source === startSource(plan.flow);
  return event.type === eventTypeOf(trigger);
}
