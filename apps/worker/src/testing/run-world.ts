// A worker with the real workflow on a real Temporal, its activities in the hands of the test.
import { stepId } from "@throughline/flow";
import { randomBytes } from "node:crypto";
import { Client } from "@temporalio/client";
import type { WorkflowHandle } from "@temporalio/client";
import type { DataConverter } from "@temporalio/common";
import type { Delivery, Plan, StartInput, Visit } from "@throughline/flow";
import type { Engine } from "@throughline/protocol";
import { dataConverter } from "@throughline/temporal";
import { createTemporalEngine } from "../dispatcher/temporal-engine.ts";
import { createProjection } from "../projection.ts";
import { runTemporalWorker } from "../temporal/run-temporal-worker.ts";
import type { TemporalWorker } from "../temporal/run-temporal-worker.ts";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";
import type { StepAnswer, StepInput } from "../workflow/step-input.ts";
import { startOf } from "./plans.ts";
import type { TestTemporal } from "./temporal.ts";

export type StepActivity = (input: StepInput) => Promise<StepAnswer>;

export interface RunWorld {
  readonly client: Client;
  readonly engine: Engine;
  readonly protocol: RecordingProtocol;
  readonly startWorker: () => Promise<void>;
  /** Starts a run of the plan under an id of its own. */
  readonly begin: (plan: Plan) => Promise<BegunRun>;
  close(): Promise<void>;
}

export interface BegunRun {
  readonly id: string;
  readonly input: StartInput;
  readonly handle: WorkflowHandle;
  send(n: number, delivery: Delivery): Promise<void>;
  trail(): Promise<readonly Visit[]>;
  /** Resolves when the run's trail has a visit in this state. */
  until(step: string, state: Visit["state"]): Promise<void>;
}

/** What the protocol steps were asked, and their answers; `answers` replaces one step's answers. */
interface RecordingProtocol {
  readonly calls: { readonly step: keyof ProtocolSteps; readonly call: unknown }[];
  readonly answers: { -readonly [Step in keyof ProtocolSteps]?: ProtocolSteps[Step] };
}

/** Creates a world with a task queue of its own; `converter` stands in the place of the one that every program uses. */
export function createRunWorld(
  temporal: TestTemporal,
  bundle: string,
  steps: Record<string, StepActivity>,
  converter: DataConverter = dataConverter,
): RunWorld {
  const taskQueue = `test-${randomBytes(6).toString("hex")}`;
  const client = new Client({ connection: temporal.connection, dataConverter: converter });
  const engine = createTemporalEngine({
    connection: temporal.connection,
    namespace: "default",
    taskQueue,
    publicUrl: "http://127.0.0.1:4400",
    subjectKey: Buffer.alloc(32, 1),
    eagerStart: false,
    dataConverter: converter,
  });
  const protocol: RecordingProtocol = { calls: [], answers: {} };
  const projection = createProjection({
    writeVisits: async () => {},
    writeShown: async () => {},
    onError: () => {},
  });
  let running: TemporalWorker | null = null;

  return {
    client,
    engine,
    protocol,
    async startWorker() {
      const options = {
        connection: temporal.connection,
        taskQueue,
        dataConverter: converter,
        workflowBundle: { code: bundle },
        activities: { ...steps, ...recorded(protocol) },
        sinks: projection.sinks,
        shutdownGraceTime: 100,
        shutdownForceTime: 2_000,
      };
      running = await runTemporalWorker(options, () => {});
    },
    async begin(plan) {
      const id = `${plan.flow}.${randomBytes(13).toString("hex")}`;
      const input = startOf(plan, id);
      const answer = await engine.start(input);
      if (answer.kind !== "started") throw new Error(`Cannot start "${id}": ${JSON.stringify(answer)}`);
      return toBegunRun(input, client.workflow.getHandle(id), engine);
    },
    async close() {
      await running?.close();
      await projection.close();
    },
  };
}

function toBegunRun(input: StartInput, handle: WorkflowHandle, engine: Engine): BegunRun {
  const trail = (): Promise<readonly Visit[]> => handle.query<readonly Visit[]>("trail");
  return {
    id: input.run,
    input,
    handle,
    async send(n, delivery) {
      const answer = await engine.signal(input.run, n, delivery);
      if (answer.kind !== "sent") throw new Error(`Cannot signal "${input.run}": ${JSON.stringify(answer)}`);
    },
    trail,
    async until(step, state) {
      for (;;) {
        const visits = await trail();
        if (visits.some((visit) => stepId(visit) === step && visit.state === state)) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

const DEFAULTS: ProtocolSteps = {
  "open-wait": async () => ({ kind: "opened" }),
  "expire-wait": async () => ({ kind: "answer", answer: "expired" }),
  "open-task": async () => ({ kind: "opened" }),
  "expire-task": async () => ({ kind: "answer", answer: "overdue" }),
  "read-zone": async () => ({ kind: "zone", clocks: { offset: 3600, changes: [] } }),
  "read-profile": async () => ({ kind: "profile", profile: {} }),
  "store-trail": async () => ({ kind: "stored" }),
  "close-run": async ({ outcome }) => ({ kind: "closed", outcome }),
};

function recorded(protocol: RecordingProtocol): Record<string, (call: never) => Promise<unknown>> {
  const names = Object.keys(DEFAULTS) as (keyof ProtocolSteps)[];
  return Object.fromEntries(
    names.map((step) => [
      step,
      (call: never) => {
        protocol.calls.push({ step, call });
        return (protocol.answers[step] ?? DEFAULTS[step])(call);
      },
    ]),
  );
}
