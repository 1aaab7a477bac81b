import { hookType, STARTED_TYPE } from "../../event.ts";
import type { PlanTrigger } from "../../plan.ts";
import { expressionText } from "../expression-text.ts";
import type { Lowering, LoweringInput } from "../lowering.ts";
import { triggerFields } from "./fields.ts";
import { startOf } from "./start-of.ts";

export const trigger: Lowering<"trigger"> = {
  fields: triggerFields,
  expressions: [{ path: "filter", expected: "bool", sees: "entry" }],
  events: ({ eventType, hook }) => {
    if (typeof eventType === "string") return [eventType];
    return [typeof hook === "string" ? hookType(hook) : STARTED_TYPE];
  },
  lower: () => ({ op: "trigger" }),
};

/** What starts runs at the trigger. */
export function lowerTrigger({ config, node }: Pick<LoweringInput, "config" | "node">): PlanTrigger {
  const { filter, ...start } = triggerFields.parse(config);
  return {
    step: node.id,
    ...startOf(start),
    ...(filter === undefined ? {} : { filter: expressionText(filter) }),
  };
}
