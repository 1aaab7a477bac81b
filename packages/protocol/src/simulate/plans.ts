// Small flows, one for each rule the protocol has to keep.
import type { Plan, PlanReentry, PlanStep, RunStep, TaskStep, WaitStep } from "@throughline/flow";
import { ENGINE, portsOfStep } from "@throughline/flow";
import type { LivePlan } from "../decide/routing.ts";

const SECOND = 1_000;

/** A plan that goes through its steps in order, whichever port a step leaves by. */
export function chain(flow: string, trigger: string, reentry: PlanReentry, steps: readonly PlanStep[]): Plan {
  const start: PlanStep = {
    op: "trigger",
    id: "start",
    type: "event-trigger",
    typeVersion: 1,
    name: "Start",
    next: {},
  };
  const linked = [start, ...steps].map((step, index): PlanStep => ({
    ...step,
    next: nextOf(step, steps[index]),
  }));
  return {
    planFormat: 1,
    flow,
    version: 1,
    engine: ENGINE,
    settings: { subject: "trigger.subject", reentry, timeZone: "UTC", priority: 3, maxQueued: 3 },
    steps: linked,
    triggers: [{ step: "start", eventType: trigger }],
    listens: linked.flatMap((step) =>
      step.op === "wait"
        ? step.events.map(({ type }, event) => ({
            wait: step.id,
            event,
            type,
            keyExpression: step.correlate?.event ?? "event.subject",
            static: step.static,
          }))
        : [],
    ),
  };
}

/** One run of a subject at a time, and what becomes of the next entry. */
export function oneAtATime(then: "ignore" | "restart" | "queue"): PlanReentry {
  // eslint-disable-next-line unicorn/no-thenable -- the language calls it so, and nobody awaits a plan
  return { rule: "one-at-a-time", then };
}

/** A wait for one event of the run's subject, or time. */
export function waitStep(
  id: string,
  type: string,
  timeoutMs: number | null,
  fields: Partial<WaitStep> = {},
): WaitStep {
  return {
    op: "wait",
    id,
    type: "wait-for-event",
    typeVersion: 1,
    name: id,
    next: {},
    events: [{ type, port: "came", bindingPaths: [] }],
    correlate: { event: "event.subject", run: "subject" },
    since: { kind: "run" },
    static: true,
    ...(timeoutMs === null ? {} : { timeout: { kind: "after", ms: timeoutMs } }),
    ...fields,
  };
}

/** A step with one effect. */
export function callStep(id: string): RunStep {
  return {
    op: "run",
    id,
    type: "http-request",
    typeVersion: 1,
    name: id,
    next: {},
    config: {},
    scopePaths: [],
    ports: ["next"],
    quick: false,
    onFailure: "park",
    unsure: "resend",
    options: { startToCloseMs: 30 * SECOND, attempts: 3, firstPauseMs: SECOND, longestPauseMs: 60 * SECOND },
  };
}

/** A task with one decision and a due time. */
export function taskStep(id: string, dueMs: number, fields: Partial<TaskStep> = {}): TaskStep {
  return {
    op: "task",
    id,
    type: "escalate-to-human",
    typeVersion: 1,
    name: id,
    next: {},
    queue: "care",
    title: "Look",
    body: "",
    form: {},
    decisions: [{ key: "yes", label: "Yes" }],
    due: { kind: "after", ms: dueMs },
    escalate: [],
    scopePaths: [],
    ...fields,
  };
}

const DYNAMIC: Partial<WaitStep> = { static: false, since: { kind: "step" } };

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
          { afterMs: 3 * SECOND, to: "lead" },
          { afterMs: 4 * SECOND, to: "head" },
          { afterMs: 8 * SECOND, to: "board" },
        ],
      }),
      callStep("answer"),
    ]),
    chain("hello", "cart.updated", { rule: "once-ever" }, [callStep("greet")]),
    chain("pair", "pick.asked", { rule: "once-per-period", periodMs: 15 * SECOND }, [
      waitStep("first", "order.placed", 9 * SECOND),
      waitStep("second", "order.placed", 5 * SECOND),
      callStep("thank"),
    ]),
  ];
  return plans.map((plan) => ({ plan, planHash: `hash-of-${plan.flow}` }));
}

/** Whichever port it is left by, a step leads to the following one. */
function nextOf(step: PlanStep, following: PlanStep | undefined): Readonly<Record<string, string>> {
  if (following === undefined) return {};
  return Object.fromEntries(portsOfStep(step).map((port) => [port, following.id]));
}
