import { randomBytes } from "node:crypto";
import { Client } from "@temporalio/client";
import type { ConnectionLike } from "@temporalio/client";
import { temporal as proto } from "@temporalio/proto";
import { NativeConnection } from "@temporalio/worker";
import type { Delivery, StartInput } from "@throughline/flow";
import { EngineUnavailableError } from "@throughline/protocol";
import type { Engine } from "@throughline/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepClosedRuns } from "../temporal/namespace.ts";
import { registerSearchAttributes } from "../temporal/search-attributes.ts";
import { chain, event, startOf, waits } from "../testing/plans.ts";
import { openTestTemporal } from "../testing/temporal.ts";
import type { TestTemporal } from "../testing/temporal.ts";
import { createTemporalEngine } from "./temporal-engine.ts";

const { WorkflowExecutionStatus } = proto.api.enums.v1;

let temporal: TestTemporal;
let client: Client;
let engine: Engine;
const taskQueue = `engine-${randomBytes(6).toString("hex")}`;
const options = {
  namespace: "default",
  taskQueue,
  publicUrl: "http://127.0.0.1:4400",
  subjectKey: Buffer.alloc(32, 1),
  eagerStart: false,
};

beforeAll(async () => {
  temporal = await openTestTemporal();
  client = new Client({ connection: temporal.connection });
  engine = createTemporalEngine({ ...options, connection: temporal.connection });
}, 60_000);
afterAll(() => temporal?.close());

const newInput = (): StartInput =>
  startOf(
    chain("cart-recovery", [waits("order", "order.placed")]),
    `cart-recovery.${randomBytes(13).toString("hex")}`,
  );
const delivery = (): Delivery => ({
  kind: "event",
  wait: "order.1",
  port: "came",
  event: event("order.placed"),
});

/** The connection to a server that describes every execution as being in this state. */
function withStatus(status: proto.api.enums.v1.WorkflowExecutionStatus): ConnectionLike {
  const { connection } = temporal;
  const { workflowService } = connection;
  const service = new Proxy(workflowService, {
    get(target, name) {
      if (name !== "describeWorkflowExecution") return Reflect.get(target, name);
      return async (...asked: Parameters<typeof target.describeWorkflowExecution>) => {
        const answer = await target.describeWorkflowExecution(...asked);
        if (answer.workflowExecutionInfo) answer.workflowExecutionInfo.status = status;
        return answer;
      };
    },
  });
  return new Proxy<ConnectionLike>(connection, {
    get(target, name) {
      if (name === "workflowService") return service;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

describe("createTemporalEngine()", () => {
  it("starts a run under its flow's name, with what an operator looks for", async () => {
    const input = { ...newInput(), subject: "ann@example.org" };
    expect(await engine.start(input)).toEqual({ kind: "started" });
    const found = await client.workflow.getHandle(input.run).describe();
    expect(found.type).toBe("cart-recovery");
    expect(found.memo).toEqual({ run: input.run, planHash: input.planHash });
    expect(await found.staticSummary()).toBe("cart-recovery 1");
    expect(await found.staticDetails()).toContain(`(http://127.0.0.1:4400/runs/${input.run})`);
    const attributes = Object.fromEntries(
      found.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
    );
    expect(attributes).toEqual({
      FlowKey: "cart-recovery",
      SubjectId: expect.stringMatching(/^h_[0-9a-f]{32}$/),
      RunState: "running",
      FlowVersion: 1,
      EngineVersion: 1,
    });
  });

  it("knows a start of its own again and refuses somebody else's id", async () => {
    const input = newInput();
    await engine.start(input);
    expect(await engine.start(input)).toEqual({ kind: "already-ours" });
    expect(await engine.start({ ...input, planHash: "another" })).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining(input.run),
    });
  });

  it("refuses a start that Temporal can never take", async () => {
    const input = newInput();
    const trigger = { ...input.trigger, data: "x".repeat(5_000_000) };
    expect(await engine.start({ ...input, trigger })).toMatchObject({ kind: "refused" });
  });

  it("sends a signal once however often it is repeated", async () => {
    const input = newInput();
    await engine.start(input);
    const once = delivery();
    for (let i = 0; i < 3; i += 1) expect(await engine.signal(input.run, 1, once)).toEqual({ kind: "sent" });
    await engine.signal(input.run, 2, { kind: "cancel", by: "ann" });
    const { events } = await client.workflow.getHandle(input.run).fetchHistory();
    const signals = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
      signal ? [signal] : [],
    );
    expect(signals.map(({ signalName }) => signalName)).toEqual(["order.placed", "cancel"]);
    const payload = signals[0]?.input?.payloads?.[0]?.data;
    expect(JSON.parse(Buffer.from(payload ?? []).toString())).toEqual({ n: 1, ...once });
  });

  it("says whether an execution is there, and lists the closed ones", async () => {
    const since = Date.now() - 60_000;
    const [open, gone] = [newInput(), newInput()];
    await engine.start(open);
    await engine.start(gone);
    await client.workflow.getHandle(gone.run).terminate();
    expect(await engine.describe(open.run)).toBe("running");
    expect(await engine.describe(gone.run)).toBe("not-running");
    expect(await engine.describe("cart-recovery.nobody")).toBe("not-found");
    expect(await engine.signal(gone.run, 1, delivery())).toEqual({ kind: "not-found" });
    expect(await engine.signal("cart-recovery.nobody", 1, delivery())).toEqual({ kind: "not-found" });
    await expect.poll(() => engine.closedSince(since), { timeout: 10_000 }).toEqual([gone.run]);
  });

  it.each([
    ["PAUSED", "running"],
    ["CONTINUED_AS_NEW", "running"],
    ["COMPLETED", "not-running"],
    ["TIMED_OUT", "not-running"],
  ] as const)("takes only an execution that has ended for one: %s is %s", async (status, said) => {
    const input = newInput();
    await engine.start(input);
    const connection = withStatus(WorkflowExecutionStatus[`WORKFLOW_EXECUTION_STATUS_${status}`]);
    expect(await createTemporalEngine({ ...options, connection }).describe(input.run)).toBe(said);
  });

  it("says unavailable while the server is not there", async () => {
    const lost = await NativeConnection.connect({ address: temporal.address });
    const away = createTemporalEngine({
      ...options,
      connection: lost,
      namespace: "not-made-yet",
      timeoutMs: 2_000,
    });
    await expect(away.start(newInput())).rejects.toThrow(EngineUnavailableError);
    await expect(away.signal("x", 1, delivery())).rejects.toThrow(EngineUnavailableError);
    await lost.close();
    await expect(away.start(newInput())).rejects.toThrow(EngineUnavailableError);
  });
});

describe("the namespace", () => {
  it("keeps closed runs for 30 days and takes our attributes a second time", async () => {
    await keepClosedRuns(temporal.connection, "default");
    const { config } = await temporal.connection.workflowService.describeNamespace({ namespace: "default" });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBeGreaterThanOrEqual(2_592_000);
    await registerSearchAttributes(temporal.connection, "default");
  });
});
