// Plans in a few words, for tests of the protocol.
import { ENGINE, portsOfStep } from "@throughline/flow";
import type { Plan, PlanReentry, PlanStep, RunStep, TaskStep, WaitStep } from "@throughline/flow";

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
    steps: [start, ...linked],
    triggers: [{ step: "start", kind: "event", eventType: trigger }],
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

/** Whichever port it is left by, a step leads to the following one. */
function nextOf(step: PlanStep, following: PlanStep | undefined): Readonly<Record<string, string>> {
  if (following === undefined) return {};
  return Object.fromEntries(portsOfStep(step).map((port) => [port, following.id]));
}
