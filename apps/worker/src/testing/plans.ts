// Plans written by hand: what the tests of the workflow run.
import type {
  JsonObject,
  MatchedEvent,
  Plan,
  PlanStep,
  RunStep,
  StartInput,
  TaskStep,
  WaitStep,
} from "@throughline/flow";
import { portsOfStep } from "@throughline/flow";

/** A plan that goes through the steps in their order; `next` maps every port to the following step. */
export function chain(flow: string, steps: readonly PlanStep[]): Plan {
  const all: PlanStep[] = [
    { op: "trigger", id: "start", type: "event-trigger", typeVersion: 1, name: "Start", next: {} },
    ...steps,
    {
      op: "end",
      id: "end",
      type: "exit",
      typeVersion: 1,
      name: "End",
      next: {},
      outcome: "done",
    },
  ];
  const linked = all.map((step, index) => ({ ...step, next: nextOf(step, all[index + 1]) }) as PlanStep);
  return {
    planFormat: 1,
    flow,
    version: 1,
    engine: 1,
    settings: {
      subject: "trigger.subject",
      reentry: { rule: "every-event" },
      timeZone: "UTC",
      priority: 3,
      maxQueued: 100,
    },
    steps: linked,
    triggers: [{ step: "start", kind: "event", eventType: "begin" }],
    listens: linked.flatMap((step) =>
      step.op === "wait"
        ? step.events.map(({ type }, event) => ({
            wait: step.id,
            event,
            type,
            keyExpression: "event.subject",
            static: step.static,
          }))
        : [],
    ),
  };
}

function nextOf(step: PlanStep, following: PlanStep | undefined): Readonly<Record<string, string>> {
  if (following === undefined) return {};
  return Object.fromEntries(portsOfStep(step).map((port) => [port, following.id]));
}

/** A step that runs an activity of this type. */
export function runs(id: string, type: string, fields: Partial<RunStep> = {}): RunStep {
  return {
    op: "run",
    id,
    type,
    typeVersion: 1,
    name: `Run ${id}`,
    next: {},
    config: {},
    scopePaths: [],
    ports: ["next"],
    quick: false,
    onFailure: "park",
    unsure: "resend",
    options: { startToCloseMs: 10_000, attempts: 2, firstPauseMs: 10, longestPauseMs: 100 },
    ...fields,
  };
}

/** A wait for one event whose rows were written at entry. */
export function waits(id: string, type: string, fields: Partial<WaitStep> = {}): WaitStep {
  return {
    op: "wait",
    id,
    type: "wait-for-event",
    typeVersion: 1,
    name: `Wait ${id}`,
    next: {},
    events: [{ type, port: "came", bindingPaths: [] }],
    correlate: { event: "event.subject", run: "subject" },
    since: { kind: "run" },
    static: true,
    ...fields,
  };
}

/** A task with the decisions yes and no. */
export function asks(id: string, fields: Partial<TaskStep> = {}): TaskStep {
  return {
    op: "task",
    id,
    type: "escalate-to-human",
    typeVersion: 1,
    name: `Ask ${id}`,
    next: {},
    queue: "care",
    title: "Call {{ subject }}",
    body: "",
    form: {},
    decisions: [
      { key: "yes", label: "Yes" },
      { key: "no", label: "No" },
    ],
    escalate: [],
    scopePaths: [],
    ...fields,
  };
}

let events = 0;

/** An event as a run sees it. */
export function event(type: string, data: JsonObject = {}, subject = "customer-1"): MatchedEvent {
  events += 1;
  return {
    id: `e${events}`,
    source: "test",
    type,
    subject,
    data,
    seq: events,
    no: events,
    receivedAt: new Date().toISOString(),
  };
}

/** What starts a run of the plan. */
export function startOf(plan: Plan, run: string): StartInput {
  return {
    plan,
    planHash: "hash-of-plan",
    run,
    subject: "customer-1",
    trigger: event("begin"),
    triggerStep: "start",
    profile: {},
    startedAt: new Date().toISOString(),
  };
}
