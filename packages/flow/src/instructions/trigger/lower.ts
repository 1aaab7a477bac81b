import { STARTED_TYPE } from "../../event.ts";
import type { PlanTrigger } from "../../plan.ts";
import { expressionText } from "../expression-text.ts";
import type { Lowering, LoweringInput } from "../lowering.ts";
import { triggerFields } from "./fields.ts";

export const trigger: Lowering<"trigger"> = {
  fields: triggerFields,
  expressions: [{ path: "filter", expected: "bool", sees: "entry" }],
  templates: [],
  ports: () => ["next"],
  events: ({ eventType, hook }) => {
    if (typeof eventType === "string") return [eventType];
    return [typeof hook === "string" ? hookEventType(hook) : STARTED_TYPE];
  },
  lower: () => ({ op: "trigger" }),
};

/** How the trigger recognises its event. */
export function lowerTrigger({
  config,
  document,
  node,
}: Pick<LoweringInput, "config" | "document" | "node">): PlanTrigger {
  const step = node.id;
  const fields = triggerFields.parse(config);
  const filter = fields.filter === undefined ? {} : { filter: expressionText(fields.filter) };
  if (fields.eventType !== undefined) return { step, eventType: fields.eventType, ...filter };
  if (fields.hook !== undefined) return { step, eventType: hookEventType(fields.hook), ...filter };
  return { step, eventType: STARTED_TYPE, source: `throughline/start/${document.key}`, ...filter };
}

/** The type of what arrives at a hook. */
function hookEventType(hook: string): string {
  return `hook.${hook}`;
}
