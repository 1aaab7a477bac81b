import type { Plan, PlanStep } from "./plan.ts";

/** Derived from a plan and kept as long as it is: plans are immutable. */
const stepsByPlan = new WeakMap<Plan, ReadonlyMap<string, PlanStep>>();

/** The step of a node, found without walking over the plan; undefined where the plan has no such node. */
export function findStep(plan: Plan, node: string): PlanStep | undefined {
  let steps = stepsByPlan.get(plan);
  if (steps === undefined) {
    steps = new Map(plan.steps.map((step) => [step.id, step]));
    stepsByPlan.set(plan, steps);
  }
  return steps.get(node);
}
