// The Engine port on Temporal: starts, raw signals with our own request ids, and what the sweeper asks.
import { Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";
import type {
  ConnectionLike,
  WorkflowExecutionDescription,
  WorkflowExecutionStatusName,
  WorkflowStartOptions,
} from "@temporalio/client";
import type { DataConverter } from "@temporalio/common";
import type { Delivery, StartInput } from "@throughline/flow";
import type { Engine, SignalAnswer, StartAnswer } from "@throughline/protocol";
import { dataConverter, toWorkflowPayloads } from "@throughline/temporal";
import { signalRequestId } from "#signal-request-id";
import {
  ENGINE_VERSION,
  FLOW_KEY,
  FLOW_VERSION,
  RUN_STATE,
  SUBJECT_ID,
} from "../workflow/search-attribute-keys.ts";
import { signalName } from "../workflow/signal-name.ts";
import { toEngineFailure } from "./engine-error.ts";
import { subjectText } from "./subject-text.ts";

export interface TemporalEngineOptions {
  /** A worker's NativeConnection lets a start be answered by the worker in the same process. */
  readonly connection: ConnectionLike;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Where the designer is reached, without a slash at the end. */
  readonly publicUrl: string;
  /** Key of the hashes of personal subjects. */
  readonly subjectKey: Uint8Array;
  /** True when `connection` is a worker's in this process. */
  readonly eagerStart: boolean;
  readonly timeoutMs?: number;
  /** How values become payloads; default what every program here uses. */
  readonly dataConverter?: DataConverter;
}

/** The sweeper looks at most at this many closed executions a time; the next round goes on. */
const CLOSED_MAX = 10_000;
const IDENTITY = "throughline-deliverer";
/** What is none of these goes on: paused by an operator, or in a way that a later Temporal knows. */
const ENDED: ReadonlySet<WorkflowExecutionStatusName> = new Set([
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "TERMINATED",
  "TIMED_OUT",
]);

/** Creates the engine; it holds no resources of its own. */
export function createTemporalEngine(options: TemporalEngineOptions): Engine {
  const converter = options.dataConverter ?? dataConverter;
  const { connection, namespace } = options;
  const client = new Client({ connection, namespace, dataConverter: converter });
  const timeoutMs = options.timeoutMs ?? 10_000;
  const call = <T>(fn: () => Promise<T>): Promise<T> => connection.withDeadline(Date.now() + timeoutMs, fn);
  const describe = (run: string): Promise<WorkflowExecutionDescription> =>
    call(() => client.workflow.getHandle(run).describe());

  return {
    async start(input) {
      try {
        await call(() => client.workflow.start(input.plan.flow, toStartOptions(input, options)));
        return { kind: "started" };
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError)
          return judgeExisting(input, () => describe(input.run));
        return toStartAnswer(toEngineFailure(`start run "${input.run}"`, error));
      }
    },
    async signal(run, n, delivery) {
      try {
        const payloads = await toWorkflowPayloads(
          { namespace, workflowId: run },
          [{ n, ...delivery }],
          converter,
        );
        const request = { ...toSignalRequest(run, n, delivery, namespace), input: { payloads } };
        await call(() => connection.workflowService.signalWorkflowExecution(request));
        return { kind: "sent" };
      } catch (error) {
        return toEngineFailure(`signal run "${run}"`, error) satisfies SignalAnswer;
      }
    },
    async describe(run) {
      try {
        return ENDED.has((await describe(run)).status.name) ? "not-running" : "running";
      } catch (error) {
        return ifNotFound(`describe run "${run}"`, error, "not-found" as const);
      }
    },
    async closedSince(at) {
      const query = `TaskQueue = "${options.taskQueue}" AND CloseTime >= "${new Date(at).toISOString()}" AND ExecutionStatus != "ContinuedAsNew"`;
      const runs: string[] = [];
      try {
        for await (const execution of client.workflow.list({ query, pageSize: 1000 })) {
          runs.push(execution.workflowId);
          if (runs.length >= CLOSED_MAX) break;
        }
      } catch (error) {
        return ifNotFound("list closed runs", error, []);
      }
      return runs;
    },
  };
}

function toStartOptions(input: StartInput, options: TemporalEngineOptions): WorkflowStartOptions {
  const { plan, planHash, run } = input;
  const subject = subjectText(input.subject, options.subjectKey);
  return {
    args: [input],
    taskQueue: options.taskQueue,
    workflowId: run,
    workflowIdReusePolicy: "REJECT_DUPLICATE",
    workflowIdConflictPolicy: "FAIL",
    requestEagerStart: options.eagerStart,
    memo: { run, planHash },
    staticSummary: `${plan.flow} ${plan.version}`,
    staticDetails: `[Open in the designer](${options.publicUrl}/runs/${encodeURIComponent(run)})\n\nFlow ${plan.flow}, version ${plan.version}, subject \`${subject}\``,
    priority: { priorityKey: plan.settings.priority },
    typedSearchAttributes: [
      { key: FLOW_KEY, value: plan.flow },
      { key: SUBJECT_ID, value: subject },
      { key: RUN_STATE, value: "running" },
      { key: FLOW_VERSION, value: plan.version },
      { key: ENGINE_VERSION, value: plan.engine },
    ],
  };
}

/** An execution with this id is a success only if an earlier try of ours made it. */
async function judgeExisting(
  input: StartInput,
  describe: () => Promise<WorkflowExecutionDescription>,
): Promise<StartAnswer> {
  try {
    const { memo } = await describe();
    if (memo?.["run"] === input.run && memo["planHash"] === input.planHash) return { kind: "already-ours" };
    return {
      kind: "refused",
      reason: `a workflow with the id "${input.run}" exists that Throughline did not start`,
    };
  } catch (error) {
    // Closed, and its history is gone already: whoever made it, this id can never be started.
    const gone = {
      kind: "refused",
      reason: `a workflow with the id "${input.run}" existed and is gone`,
    } as const;
    return ifNotFound(`describe run "${input.run}"`, error, gone);
  }
}

/** Without a Temporal run id, so that it reaches whichever execution of the chain is open. */
function toSignalRequest(run: string, n: number, delivery: Delivery, namespace: string) {
  return {
    namespace,
    workflowExecution: { workflowId: run },
    signalName: signalName(delivery),
    requestId: signalRequestId(run, n),
    identity: IDENTITY,
  };
}

function toStartAnswer(failure: ReturnType<typeof toEngineFailure>): StartAnswer {
  if (failure.kind === "refused") return failure;
  return { kind: "refused", reason: "Temporal does not find what the start refers to" };
}

function ifNotFound<T>(action: string, error: unknown, answer: T): T {
  if (error instanceof WorkflowNotFoundError) return answer;
  const failure = toEngineFailure(action, error);
  if (failure.kind === "not-found") return answer;
  throw new Error(`Cannot ${action}: ${failure.reason}`, { cause: error });
}
