// What a trigger of a plan looks at, by its kind.
import { HOOK_SOURCE_PREFIX, hookType, STARTED_TYPE, startSource } from "../event.ts";
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

/** The types by which triggers look for an event: its own, and that of the hook it came by, whatever the hook calls it. */
export function typesOf({ type, source }: Pick<FlowEvent, "type" | "source">): readonly string[] {
  if (!source.startsWith(HOOK_SOURCE_PREFIX)) return [type];
  const ofHook = hookType(source.slice(HOOK_SOURCE_PREFIX.length));
  return ofHook === type ? [type] : [type, ofHook];
}

/** Whether a trigger looks at such events at all. A start by hand is seen only by the flow that it names. */
export function looksAt(
  plan: Pick<Plan, "flow">,
  trigger: PlanTrigger,
  event: Pick<FlowEvent, "type" | "source">,
): boolean {
  if (event.type === STARTED_TYPE)
    return trigger.kind === "manual" && event.source === startSource(plan.flow);
  if (trigger.kind === "webhook") return typesOf(event).includes(eventTypeOf(trigger));
  return event.type === eventTypeOf(trigger);
}
