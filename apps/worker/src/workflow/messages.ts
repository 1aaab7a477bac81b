// How the outside reaches a run: signals carry deliveries, the update `resolve` repairs, the query `trail` tells.
import {
  ApplicationFailure,
  defineQuery,
  defineSignal,
  defineUpdate,
  setDefaultSignalHandler,
  setHandler,
} from "@temporalio/workflow";
import { findStep, readDelivery, repairProblem } from "@throughline/flow/stepper";
import type { Delivery, Plan, Repair, Visit } from "@throughline/flow/stepper";
import { tell } from "./host.ts";
import type { Host } from "./host.ts";
import { eventSignalName } from "./signal-name.ts";

interface ResolveRequest {
  /** The parked step, `node.visit`. */
  readonly step: string;
  readonly how: Repair;
}

const resolve = defineUpdate<{ readonly accepted: true }, [ResolveRequest]>("resolve");
const trail = defineQuery<readonly Visit[]>("trail");

const DELIVERY_KINDS: Record<Delivery["kind"], string> = {
  event: "",
  decision: "A person's decision on a task.",
  expired: "No event came before the deadline of a wait.",
  undeliverable: "A delivery that was refused for good.",
  cancel: "Ends the run by its exit logic.",
  pause: "Holds the run back.",
  resume: "Lets a paused run go on.",
  interrupt: "Acts at once, in the middle of any wait.",
};
const REPAIRS: Record<Repair["action"], true> = {
  retry: true,
  "send-again": true,
  skip: true,
  "set-output": true,
  "go-to": true,
  exit: true,
};

/** Must run before the first await of the workflow: a signal without a handler is dropped when the run ends. */
export function receiveMessages(host: Host): void {
  // Somebody may have tried the form in the Temporal UI: that is told too, because it makes the history longer.
  const receive = (payload: unknown): void => tell(host, readDelivery(host.input.plan, payload));
  setDefaultSignalHandler((_name, payload) => receive(payload));
  for (const [name, description] of describedSignals(host.input.plan)) {
    setHandler(defineSignal<[unknown]>(name), receive, { description });
  }
  setHandler(
    resolve,
    (request) => {
      tell(host, { kind: "resolved", step: request.step, how: request.how });
      return { accepted: true };
    },
    { description: "Repairs a parked step.", validator: (request) => assertResolvable(host, request) },
  );
  setHandler(trail, () => host.trail.all(), {
    description: "Every visit of the run to a node, with times, values and port.",
  });
}

function describedSignals(plan: Plan): Map<string, string> {
  const signals = new Map(Object.entries(DELIVERY_KINDS).filter(([, description]) => description !== ""));
  for (const listen of plan.listens) {
    const name = eventSignalName(listen.type);
    const wait = findStep(plan, listen.wait)?.name ?? "";
    const said = signals.get(name);
    signals.set(name, said === undefined ? `The event ${listen.type}, for: ${wait}` : `${said}, ${wait}`);
  }
  return signals;
}

function assertResolvable(host: Host, request: ResolveRequest): void {
  const step: unknown = request?.step;
  const action: unknown = request?.how?.action;
  if (typeof step !== "string" || typeof action !== "string" || !Object.hasOwn(REPAIRS, action)) {
    throw ApplicationFailure.nonRetryable(
      `Cannot resolve: expected {step, how: {action}} with an action of ${Object.keys(REPAIRS).join(", ")}`,
      "bad-request",
    );
  }
  const visit = host.trail.visit(step);
  if (visit?.state !== "parked") {
    throw ApplicationFailure.nonRetryable(
      `Cannot resolve "${step}": the run is not parked there`,
      "not-parked",
    );
  }
  const problem = repairProblem(host.input.plan, visit, request.how);
  if (problem !== null)
    throw ApplicationFailure.nonRetryable(`Cannot resolve "${step}": ${problem}`, "bad-request");
}
