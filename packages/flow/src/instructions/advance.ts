import type { PlanStep } from "../plan.ts";
import type { Behaviour } from "./behaviour.ts";
import { end } from "./end/advance.ts";
import { run } from "./run/advance.ts";
import { split } from "./split/advance.ts";
import { task } from "./task/advance.ts";
import { trigger } from "./trigger/advance.ts";
import { wait } from "./wait/advance.ts";

const behaviours = { trigger, run, wait, split, task, end } satisfies {
  readonly [Op in PlanStep["op"]]: Behaviour<Op>;
};

/** How a step behaves; the table ties each op to its behaviour, which an index cannot express. */
export function behaviourOf(step: PlanStep): Behaviour<PlanStep["op"]> {
  return behaviours[step.op] as unknown as Behaviour<PlanStep["op"]>;
}

/** Every port by which a compiled step may be left. */
export function portsOfStep(step: PlanStep): readonly string[] {
  return behaviourOf(step).ports(step);
}
