// A step of the flow: an activity whose type is the node type and whose id is the step.
import { scheduleActivity, scheduleLocalActivity } from "@temporalio/workflow";
import type { Command, Json } from "@throughline/flow/stepper";
import { crash, giveScopeBack, takeScope, tell } from "./host.ts";
import type { Host } from "./host.ts";
import type { StepAnswer, StepInput } from "./step-input.ts";
import { toFailureFact } from "./step-failure.ts";

type RunCommand = Extract<Command, { kind: "run" }>;

/** Steps say every second that they are alive; those of a worker that was killed are tried again after this silence. */
const HEARTBEAT_MS = 15_000;

/** Starts the step's activity; its answer or failure becomes a fact. */
export function runStep(host: Host, command: RunCommand): void {
  host.pending += 1;
  if (command.quick) runQuickly(host, command);
  else runVisibly(host, command);
}

/** What only touches our own database: a local activity, one marker instead of three events and a workflow task. */
function runQuickly(host: Host, command: RunCommand): void {
  scheduleLocalActivity<StepAnswer>(command.type, [toStepInput(host, command)], {
    startToCloseTimeout: command.options.startToCloseMs,
    localRetryThreshold: command.options.longestPauseMs,
    retry: toRetry(command),
    summary: command.name,
  }).then(
    (answer) => tellDone(host, command.step, answer),
    (error: unknown) => tellFailed(host, command.step, error),
  );
}

function runVisibly(host: Host, command: RunCommand): void {
  const scope = takeScope(host);
  host.inFlight.set(command.step, scope);
  scope
    .run(() =>
      scheduleActivity<StepAnswer>(command.type, [toStepInput(host, command)], {
        activityId: command.step,
        startToCloseTimeout: command.options.startToCloseMs,
        heartbeatTimeout: Math.min(command.options.startToCloseMs, HEARTBEAT_MS),
        retry: toRetry(command),
        summary: command.name,
        cancellationType: "WAIT_CANCELLATION_COMPLETED",
      }),
    )
    .then(
      (answer) => {
        landed(host, command.step, scope);
        tellDone(host, command.step, answer);
      },
      (error: unknown) => {
        landed(host, command.step, scope);
        tellFailed(host, command.step, error);
      },
    );
}

/** Asks a step in flight to stop; what it answers is still told to the stepper. */
export function cancelStep(host: Host, step: string): void {
  host.inFlight.get(step)?.cancel();
}

function landed(host: Host, step: string, scope: ReturnType<typeof takeScope>): void {
  if (host.inFlight.get(step) === scope) host.inFlight.delete(step);
  giveScopeBack(host, scope);
}

function tellDone(host: Host, step: string, answer: StepAnswer): void {
  host.pending -= 1;
  const output: Json = answer.output ?? null;
  tell(
    host,
    answer.port === undefined
      ? { kind: "done", step, output }
      : { kind: "done", step, port: answer.port, output },
  );
}

function tellFailed(host: Host, step: string, error: unknown): void {
  host.pending -= 1;
  const fact = toFailureFact(step, error);
  if (fact === null) crash(host, error);
  else tell(host, fact);
}

function toRetry({ options }: RunCommand): {
  maximumAttempts: number;
  initialInterval: number;
  maximumInterval: number;
} {
  return {
    maximumAttempts: options.attempts,
    initialInterval: options.firstPauseMs,
    maximumInterval: options.longestPauseMs,
  };
}

function toStepInput({ input }: Host, command: RunCommand): StepInput {
  const { typeVersion, config, scope, key, step, unsure } = command;
  return { typeVersion, config, scope, key, step, unsure, subject: input.subject, run: input.run };
}
