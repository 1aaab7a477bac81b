// Small flows, one for each rule the protocol has to keep.
import type { WaitStep } from "@throughline/flow";
import type { LivePlan } from "@throughline/protocol";
import { callStep, chain, oneAtATime, taskStep, waitStep } from "@throughline/protocol/testing";

const SECOND = 1_000;
const DYNAMIC: Partial<WaitStep> = { static: false, since: { kind: "step" } };
/** As the compiler leaves a wait behind another one for the same type: the run opens it when it comes to it. */
const SHARED: Partial<WaitStep> = { static: false };

/** The flows of the simulated world. */
export function worldPlans(): readonly LivePlan[] {
  const plans = [
    chain("cart", "cart.updated", oneAtATime("ignore"), [
      waitStep("ordered", "order.placed", 12 * SECOND),
      callStep("offer"),
    ]),
    chain("line", "line.opened", oneAtATime("queue"), [
      waitStep("go", "line.moved", 6 * SECOND),
      callStep("serve"),
    ]),
    chain("fresh", "fresh.asked", oneAtATime("restart"), [
      waitStep("kept", "order.placed", 8 * SECOND),
      callStep("tell"),
    ]),
    chain("pick", "pick.asked", { rule: "every-event" }, [
      callStep("order"),
      waitStep("picked", "pick.done", 8 * SECOND, DYNAMIC),
      callStep("pack"),
    ]),
    chain("talk", "cart.updated", { rule: "every-event" }, [
      taskStep("look", 10 * SECOND, {
        escalate: [
          { after: "PT3S", to: "lead" },
          { after: "PT4S", to: "head" },
          { after: "PT8S", to: "board" },
        ],
      }),
      callStep("answer"),
    ]),
    chain("hello", "cart.updated", { rule: "once-ever" }, [callStep("greet")]),
    chain("pair", "pick.asked", { rule: "once-per-period", periodMs: 15 * SECOND }, [
      waitStep("first", "order.placed", 9 * SECOND),
      waitStep("second", "order.placed", 5 * SECOND, SHARED),
      callStep("thank"),
    ]),
  ];
  return plans.map((plan) => ({ plan, planHash: `hash-of-${plan.flow}` }));
}
