import { fileURLToPath } from "node:url";
import { ApplicationFailure } from "@temporalio/common";
import { WorkflowUpdateFailedError } from "@temporalio/client";
import { Worker } from "@temporalio/worker";
import type { Delivery, StartInput } from "@throughline/flow";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeWorkflowBundle } from "../temporal/workflow-bundle.ts";
import { asks, chain, event, runs, waits } from "../testing/plans.ts";
import { FLOW_KEY, RUN_STATE, WAKE_AT } from "./search-attribute-keys.ts";
import { quietLogger } from "../testing/quiet.ts";
import { createRunWorld } from "../testing/run-world.ts";
import type { BegunRun, RunWorld, StepActivity } from "../testing/run-world.ts";
import { openTestTemporal } from "../testing/temporal.ts";
import type { TestTemporal } from "../testing/temporal.ts";

let temporal: TestTemporal;
let bundle: string;
let shortBundle: string;
let world: RunWorld | undefined;

const lowLimits = { "#workflow-limits": fileURLToPath(new URL("../testing/low-limits.ts", import.meta.url)) };
beforeAll(async () => {
  [temporal, bundle, shortBundle] = await Promise.all([
    openTestTemporal(),
    makeWorkflowBundle({ logger: quietLogger }),
    makeWorkflowBundle({ logger: quietLogger, alias: lowLimits }),
  ]);
}, 120_000);
afterEach(() => world?.close());
afterAll(() => temporal?.close());

const nothing = { fn: () => {}, callDuringReplay: false };
const noSinks = { projection: { visit: nothing, show: nothing } };
const ok: StepActivity = async () => ({ output: { sent: true } });
const came = (wait: string, type = "tick"): Delivery => ({
  kind: "event",
  wait,
  port: "came",
  event: event(type),
});

async function open(steps: Record<string, StepActivity> = {}, code = bundle): Promise<RunWorld> {
  world = createRunWorld(temporal, code, { "send-note": ok, ...steps });
  await world.startWorker();
  return world;
}
const outcome = (run: BegunRun): Promise<unknown> => run.handle.result();
const ways = async (run: BegunRun): Promise<readonly string[]> =>
  (await run.trail()).map(({ node, visit, port }) => `${node}.${visit}:${port ?? ""}`);

async function eventTypes(run: BegunRun): Promise<readonly string[]> {
  const { events } = await run.handle.fetchHistory();
  return (events ?? []).map((entry) => {
    const key = Object.keys(entry).find((name) => name.endsWith("EventAttributes")) ?? "";
    return key.replace("EventAttributes", "");
  });
}

describe("a run", () => {
  it("goes through its steps and costs no history of its own", async () => {
    const { begin } = await open();
    const run = await begin(
      chain("plain-steps", [runs("one", "send-note"), runs("two", "send-note"), runs("three", "send-note")]),
    );
    expect(await outcome(run)).toEqual({ outcome: "done" });
    const task = ["workflowTaskScheduled", "workflowTaskStarted", "workflowTaskCompleted"];
    const activity = ["activityTaskScheduled", "activityTaskStarted", "activityTaskCompleted"];
    const types = (await eventTypes(run)).filter((type) => type !== "upsertWorkflowSearchAttributes");
    expect(types).toEqual([
      "workflowExecutionStarted",
      ...task,
      ...activity,
      ...task,
      ...activity,
      ...task,
      ...activity,
      ...task,
      "markerRecorded",
      "workflowExecutionCompleted",
    ]);
  });

  it("runs each step under its node's type, id and name", async () => {
    const inputs: unknown[] = [];
    const { begin } = await open({ "send-note": async (input) => (inputs.push(input), { output: null }) });
    const run = await begin(chain("named-steps", [runs("one", "send-note", { config: { to: "ann" } })]));
    await outcome(run);
    const { events } = await run.handle.fetchHistory();
    const scheduled = events?.find((entry) => entry.activityTaskScheduledEventAttributes);
    expect(scheduled?.activityTaskScheduledEventAttributes).toMatchObject({
      activityId: "one.1",
      activityType: { name: "send-note" },
    });
    expect(Buffer.from(scheduled?.userMetadata?.summary?.data ?? []).toString()).toBe('"Run one"');
    expect(inputs).toEqual([
      expect.objectContaining({
        typeVersion: 1,
        config: { to: "ann" },
        key: `${run.id}/one.1`,
        step: "one.1",
        unsure: "resend",
        run: run.id,
        subject: "customer-1",
      }),
    ]);
  });

  it("runs quick steps as local activities", async () => {
    const { begin } = await open();
    const run = await begin(
      chain("quick-steps", [
        runs("one", "send-note", { quick: true }),
        runs("two", "send-note", { quick: true }),
      ]),
    );
    expect(await outcome(run)).toEqual({ outcome: "done" });
    const types = await eventTypes(run);
    expect(types).not.toContain("activityTaskScheduled");
    expect(types.filter((type) => type === "markerRecorded")).toHaveLength(3);
  });

  it("handles deliveries in the order of their numbers, each once", async () => {
    const { begin } = await open();
    const run = await begin(
      chain("in-order", [waits("a", "tick"), waits("b", "tock"), runs("one", "send-note")]),
    );
    await run.send(2, came("b.1", "tock"));
    await run.send(2, came("b.1", "tock"));
    await run.handle.signal("tick", { wait: "a.1", kind: "event" });
    await run.handle.signal("anything", "not a delivery");
    await run.until("a.1", "active");
    expect(await ways(run)).not.toContain("b.1:came");
    await run.send(1, came("a.1"));
    expect(await outcome(run)).toEqual({ outcome: "done" });
    expect((await ways(run)).filter((way) => way !== "start.1:next" && !way.startsWith("end"))).toEqual([
      "a.1:came",
      "b.1:came",
      "one.1:next",
    ]);
  });

  it("takes a signal that arrived before its first task", async () => {
    world = createRunWorld(temporal, bundle, { "send-note": ok });
    const run = await world.begin(chain("early-signal", [runs("one", "send-note"), waits("a", "tick")]));
    await run.send(1, came("a.1"));
    await world.startWorker();
    expect(await outcome(run)).toEqual({ outcome: "done" });
  });

  it("loses nothing when it continues as new under signals", { timeout: 60_000 }, async () => {
    const { begin, protocol } = await open({}, shortBundle);
    const ids = Array.from({ length: 80 }, (_, index) => `w${index}`);
    const run = await begin(
      chain("continues", [...ids.map((id) => waits(id, "tick")), runs("one", "send-note")]),
    );
    // In bursts, each from six senders at once: one burst alone would be handled in the first task.
    for (let first = 0; first < ids.length; first += 20) {
      await run.until(`w${first}.1`, "active");
      const burst = ids
        .slice(first, first + 20)
        .map((id, index) => ({ n: first + index + 1, delivery: came(`${id}.1`) }));
      const sendEvery = async (sender: number): Promise<void> => {
        for (const { n, delivery } of burst.filter((_, index) => index % 6 === sender))
          await run.send(n, delivery);
      };
      await Promise.all([0, 1, 2, 3, 4, 5].map(sendEvery));
    }
    expect(await outcome(run)).toEqual({ outcome: "done" });
    const stored = protocol.calls.filter(({ step }) => step === "store-trail");
    expect(stored.length).toBeGreaterThan(0);
    const parts = stored.map(({ call }) => (call as { part: number }).part);
    expect(new Set(parts)).toEqual(
      new Set(Array.from({ length: Math.max(...parts) + 1 }, (_, part) => part)),
    );
    const trails = protocol.calls.flatMap(
      ({ call }) => (call as { trail?: { node: string; state: string }[] }).trail ?? [],
    );
    const left = new Set(trails.filter(({ state }) => state === "left").map(({ node }) => node));
    for (const id of ids) expect(left).toContain(id);
    const close = protocol.calls.find(({ step }) => step === "close-run");
    expect(close?.call).toMatchObject({ handled: 80 });
    // What the deliverer and an operator go by is that of the first execution.
    const last = await run.handle.describe();
    expect(last.memo).toEqual({ run: run.id, planHash: run.input.planHash });
    expect(last.typedSearchAttributes.get(FLOW_KEY)).toBe("continues");
  });

  it("does not show operators a deadline of before it continued as new", async () => {
    const { begin, protocol } = await open({}, shortBundle);
    const notes = Array.from({ length: 12 }, (_, index) => runs(`note${index}`, "send-note"));
    const run = await begin(
      chain("shows", [
        waits("first", "tick", { timeout: { kind: "after", ms: 3_600_000 } }),
        ...notes,
        waits("second", "tick"),
      ]),
    );
    await run.until("first.1", "active");
    await run.send(1, came("first.1"));
    await run.until("second.1", "active");
    expect(protocol.calls.map(({ step }) => step)).toContain("store-trail");
    const { typedSearchAttributes } = await run.handle.describe();
    expect(typedSearchAttributes.get(WAKE_AT)).toBeUndefined();
    expect(typedSearchAttributes.get(RUN_STATE)).toBe("waiting");
    await run.send(2, came("second.1"));
    expect(await outcome(run)).toEqual({ outcome: "done" });
  });

  it("parks where a step cannot go on, refuses a repair elsewhere and goes on after one", async () => {
    let broken = true;
    const flaky: StepActivity = async () => {
      if (broken) throw ApplicationFailure.nonRetryable("the address is not one", "bad-address");
      return { output: null };
    };
    const { begin, client } = await open({ flaky });
    const run = await begin(chain("parks", [runs("one", "flaky")]));
    await run.until("one.1", "parked");
    expect((await run.trail()).at(-1)).toMatchObject({
      error: { code: "bad-address", message: "the address is not one" },
    });
    await expect
      .poll(
        async () => {
          const query = `WorkflowId = "${run.id}" AND RunState = "parked" AND ParkReason = "bad-address"`;
          return (await client.workflow.count(query)).count;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    const elsewhere = run.handle.executeUpdate("resolve", {
      args: [{ step: "two.1", how: { action: "retry" } }],
    });
    await expect(elsewhere).rejects.toThrow(WorkflowUpdateFailedError);
    const nonsense = run.handle.executeUpdate("resolve", {
      args: [{ step: "one.1", how: { action: "pray" } }],
    });
    await expect(nonsense).rejects.toThrow(WorkflowUpdateFailedError);
    broken = false;
    const accepted = await run.handle.executeUpdate("resolve", {
      args: [{ step: "one.1", how: { action: "retry" } }],
    });
    expect(accepted).toEqual({ accepted: true });
    expect(await outcome(run)).toEqual({ outcome: "done" });
  });

  it("takes a cancel from the Temporal UI as a fact and closes its row", async () => {
    const { begin, protocol } = await open();
    const run = await begin(chain("cancelled-outside", [waits("a", "tick")]));
    await run.until("a.1", "active");
    await run.handle.cancel();
    expect(await outcome(run)).toEqual({ outcome: "cancelled" });
    expect(protocol.calls).toContainEqual({
      step: "close-run",
      call: expect.objectContaining({ run: run.id, outcome: "cancelled" }),
    });
    expect((await run.handle.describe()).status.name).toBe("COMPLETED");
  });

  it("opens a task, and leaves it by the decision", async () => {
    const { begin, protocol } = await open();
    const run = await begin(chain("asks", [asks("call")]));
    await run.until("call.1", "active");
    const decision = {
      kind: "decision",
      task: `${run.id}.call.1`,
      step: "call.1",
      decision: "yes",
      values: {},
      by: "bo",
      at: new Date().toISOString(),
    } as const;
    await run.send(1, decision);
    expect(await outcome(run)).toEqual({ outcome: "done" });
    expect(await ways(run)).toContain("call.1:yes");
    expect(protocol.calls).toContainEqual({
      step: "open-task",
      call: expect.objectContaining({
        run: run.id,
        step: "call.1",
        queue: "care",
        title: "Call {{ subject }}",
      }),
    });
  });

  it("repeats a protocol step whose answer was lost, until it has one", async () => {
    const { begin, protocol } = await open();
    let tries = 0;
    protocol.answers["open-wait"] = async () => {
      tries += 1;
      if (tries < 4) throw new Error("the connection broke after the commit");
      return { kind: "opened" };
    };
    const run = await begin(chain("repeats", [waits("a", "tick", { static: false })]));
    await run.until("a.1", "active");
    await run.send(1, came("a.1"));
    expect(await outcome(run)).toEqual({ outcome: "done" });
    const calls = protocol.calls.filter(({ step }) => step === "open-wait");
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map(({ call }) => JSON.stringify(call))).size).toBe(1);
  });

  it("leaves a wait at its deadline when nobody was first", async () => {
    const { begin, protocol } = await open();
    const run = await begin(chain("expires", [waits("a", "tick", { timeout: { kind: "after", ms: 50 } })]));
    expect(await outcome(run)).toEqual({ outcome: "done" });
    expect(await ways(run)).toContain("a.1:timeout");
    expect(protocol.calls.map(({ step }) => step)).toContain("expire-wait");
  });

  it("arms its timer with the name of what it waits for and disarms it when the event comes", async () => {
    const { begin } = await open();
    const run = await begin(
      chain("disarms", [waits("a", "tick", { timeout: { kind: "after", ms: 3_600_000 } })]),
    );
    await run.until("a.1", "active");
    await run.send(1, came("a.1"));
    await outcome(run);
    const types = await eventTypes(run);
    expect(types.filter((type) => type.startsWith("timer"))).toEqual(["timerStarted", "timerCanceled"]);
    const { events } = await run.handle.fetchHistory();
    const started = events?.find((entry) => entry.timerStartedEventAttributes);
    expect(Buffer.from(started?.userMetadata?.summary?.data ?? []).toString()).toContain("Wait a");
  });

  it("takes what is still numbered before it closes", async () => {
    const { begin, protocol } = await open();
    protocol.answers["close-run"] = async ({ outcome: asked, handled }) =>
      handled < 1 ? { kind: "behind", nextN: 2 } : { kind: "closed", outcome: asked };
    const run = await begin(chain("behind", [runs("one", "send-note")]));
    await expect
      .poll(() => protocol.calls.filter(({ step }) => step === "close-run").length, { timeout: 10_000 })
      .toBe(1);
    await run.send(1, { kind: "resume", by: "ann" });
    expect(await outcome(run)).toEqual({ outcome: "done" });
    expect(protocol.calls.filter(({ step }) => step === "close-run")).toHaveLength(2);
  });

  it("ends with the stored outcome when its row is closed already", async () => {
    const closed: StepActivity = async () => {
      throw ApplicationFailure.nonRetryable("the run is closed", "run-closed", "superseded");
    };
    const { begin, protocol } = await open({ closed });
    protocol.answers["open-wait"] = async () => ({ kind: "run-closed", outcome: "lost" });
    expect(await outcome(await begin(chain("closed-step", [runs("one", "closed")])))).toEqual({
      outcome: "superseded",
    });
    expect(await outcome(await begin(chain("closed-wait", [waits("a", "tick", { static: false })])))).toEqual(
      { outcome: "lost" },
    );
  });

  it("asks a step in flight to stop when it is cancelled", async () => {
    let started = false;
    let stopped = false;
    const { Context } = await import("@temporalio/activity");
    const endless: StepActivity = async () => {
      const { cancellationSignal, heartbeat } = Context.current();
      started = true;
      const beat = setInterval(() => heartbeat(), 50);
      try {
        await new Promise((_, reject) =>
          cancellationSignal.addEventListener("abort", () => reject(cancellationSignal.reason as Error)),
        );
      } finally {
        clearInterval(beat);
        stopped = true;
      }
      return { output: null };
    };
    const { begin } = await open({ endless });
    const run = await begin(
      chain("stops", [
        runs("one", "endless", {
          options: { startToCloseMs: 60_000, attempts: 1, firstPauseMs: 10, longestPauseMs: 100 },
        }),
      ]),
    );
    await expect.poll(() => started, { timeout: 10_000 }).toBe(true);
    await run.send(1, { kind: "cancel", by: "ann" });
    expect(await outcome(run)).toEqual({ outcome: "cancelled" });
    await expect.poll(() => stopped, { timeout: 10_000 }).toBe(true);
  });

  it.each([
    ["another run's", (input: StartInput): unknown => input],
    ["none", (): unknown => null],
    ["text", (): unknown => "garbage"],
    ["only its id", (_: StartInput, run: string): unknown => ({ run })],
    [
      "a damaged plan",
      (input: StartInput, run: string): unknown => ({ ...input, run, plan: { planFormat: 1 } }),
    ],
  ])("fails at once, with words, when it was started by hand with this input: %s", async (_, forge) => {
    const { client, begin } = await open();
    const own = await begin(chain("own", [waits("a", "tick")]));
    const description = await own.handle.describe();
    const workflowId = `${own.id}-forged`;
    const forged = await client.workflow.start("own", {
      taskQueue: description.taskQueue,
      workflowId,
      args: [forge(own.input, workflowId)],
    });
    await expect(forged.result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining(`Cannot run "${workflowId}": `) },
    });
  });

  it("replays: the history of a finished run gives the same commands", async () => {
    const { begin, client } = await open();
    const run = await begin(
      chain("replays", [
        runs("one", "send-note"),
        waits("a", "tick", { timeout: { kind: "after", ms: 3_600_000 } }),
        asks("call"),
        runs("two", "send-note", { quick: true }),
      ]),
    );
    await run.until("a.1", "active");
    await run.send(1, came("a.1"));
    await run.until("call.1", "active");
    await run.send(2, {
      kind: "decision",
      task: "t",
      step: "call.1",
      decision: "no",
      values: {},
      by: "bo",
      at: new Date().toISOString(),
    });
    await outcome(run);
    const histories = client.workflow.list({ query: `WorkflowId = "${run.id}"` }).intoHistories();
    const results: unknown[] = [];
    for await (const result of Worker.runReplayHistories(
      { workflowBundle: { code: bundle }, sinks: noSinks },
      histories,
    ))
      results.push(result.error);
    expect(results).toEqual([undefined]);
  });
});
