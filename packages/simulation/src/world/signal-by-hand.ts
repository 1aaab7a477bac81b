import { readDelivery } from "@throughline/flow/stepper";
import type { Random } from "@throughline/protocol";
import type { ModelWorkflow } from "./model-workflow.ts";
import { pick } from "./random.ts";

/** Somebody signals a run by hand, in some form that is none for it: nothing may come of it. */
export function signalByHand(random: Random, workflow: ModelWorkflow): void {
  const { plan, trigger: event } = workflow.input;
  const wait = `${plan.steps.find(({ op }) => op === "wait")?.id ?? "nowhere"}.1`;
  const n = workflow.state.handled + 1;
  const forged = pick(random, [
    "garbage",
    { n, kind: "event", wait, port: "nope", event },
    { n, kind: "event", wait: "nowhere.1", port: "came", event },
    { n, kind: "event", wait, port: "came" },
    { n: n + 5_000, kind: "cancel", by: "nobody" },
  ]);
  workflow.tell(readDelivery(plan, forged));
}
