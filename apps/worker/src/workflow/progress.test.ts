// A run always gets on, on a real Temporal: signals sent by hand and large values make none turn on the spot.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeWorkflowBundle } from "../temporal/workflow-bundle.ts";
import { chain, event, runs, waits } from "../testing/plans.ts";
import { quietLogger } from "../testing/quiet.ts";
import { createRunWorld } from "../testing/run-world.ts";
import type { BegunRun, RunWorld, StepActivity } from "../testing/run-world.ts";
import { openTestTemporal } from "../testing/temporal.ts";
import type { TestTemporal } from "../testing/temporal.ts";
import { PARK_REASON, RUN_STATE } from "./search-attribute-keys.ts";

let temporal: TestTemporal;
let bundle: string;
let world: RunWorld | undefined;

beforeAll(async () => {
  [temporal, bundle] = await Promise.all([openTestTemporal(), makeWorkflowBundle({ logger: quietLogger })]);
}, 120_000);
afterEach(() => world?.close());
afterAll(() => temporal?.close());

async function open(steps: Record<string, StepActivity> = {}): Promise<RunWorld> {
  world = createRunWorld(temporal, bundle, steps);
  await world.startWorker();
  return world;
}

const forged = (fields: object): object => ({
  n: 1,
  kind: "event",
  wait: "a.1",
  port: "came",
  event: event("tick"),
  ...fields,
});

async function parkReason(run: BegunRun): Promise<string | undefined> {
  const { typedSearchAttributes: shown } = await run.handle.describe();
  return shown.get(RUN_STATE) === "parked" ? shown.get(PARK_REASON) : undefined;
}

/** Which execution it is, and how long its history. */
async function historyOf(run: BegunRun): Promise<string> {
  const { runId, historyLength } = await run.handle.describe();
  return `${runId} ${historyLength}`;
}

/** Waits until it is parked so and its history does not grow any more within a second and a half. */
async function expectStanding(run: BegunRun, reason: string): Promise<void> {
  await expect.poll(() => parkReason(run), { timeout: 15_000 }).toBe(reason);
  await expect
    .poll(
      async () => {
        const before = await historyOf(run);
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        return (await historyOf(run)) === before;
      },
      { timeout: 10_000, interval: 10 },
    )
    .toBe(true);
  expect(await parkReason(run)).toBe(reason);
}

describe("a signal sent by hand", () => {
  it("to a port that the step has not, or in no shape, moves nothing", { timeout: 60_000 }, async () => {
    const { begin } = await open();
    const run = await begin(chain("forged-port", [waits("a", "tick")]));
    await run.until("a.1", "active");
    for (const payload of [
      forged({ port: "nope" }),
      forged({ wait: "nowhere.1" }),
      forged({ wait: 5 }),
      forged({ event: null }),
      { n: 1, kind: "interrupt" },
      { n: 1, kind: "decision", step: "a.1", decision: "came" },
    ])
      await run.handle.signal("tick", payload);
    expect((await run.trail()).map(({ node, state }) => `${node} ${state}`)).toEqual([
      "start left",
      "a active",
    ]);
    await run.send(1, { kind: "event", wait: "a.1", port: "came", event: event("tick") });
    expect(await run.handle.result()).toEqual({ outcome: "done" });
  });

  it("that the database does not know of is noticed when the run closes", { timeout: 60_000 }, async () => {
    const { begin, protocol } = await open();
    protocol.answers["close-run"] = async ({ outcome, isForced }) =>
      isForced === true ? { kind: "closed", outcome } : { kind: "ahead", nextN: 1 };
    const run = await begin(chain("forged-ahead", [waits("a", "tick")]));
    await run.until("a.1", "active");
    await run.handle.signal("tick", forged({}));
    await expectStanding(run, "ahead-of-database");
    expect(protocol.calls.filter(({ step }) => step === "close-run")).toHaveLength(1);
    // The first number that the database gives is one that is used up.
    await run.send(1, { kind: "cancel", by: "ann" });
    expect(await run.handle.result()).toEqual({ outcome: "done" });
  });

  it("of a kind that nobody knows holds the run until somebody decides", { timeout: 60_000 }, async () => {
    const { begin } = await open();
    const run = await begin(chain("forged-kind", [waits("a", "tick")]));
    await run.until("a.1", "active");
    await run.handle.signal("tick", { n: 1, kind: "newer" });
    await expectStanding(run, "unknown-delivery");
    await run.send(1, { kind: "resume", by: "ann" });
    await run.send(2, { kind: "event", wait: "a.1", port: "came", event: event("tick") });
    expect(await run.handle.result()).toEqual({ outcome: "done" });
  });
});

describe("large values", () => {
  const large: StepActivity = async () => ({ output: { text: "x".repeat(300_000) } });

  it("let a run continue as new a few times, and end", { timeout: 90_000 }, async () => {
    const { begin, protocol } = await open({ large, small: async () => ({ output: null }) });
    const some = Array.from({ length: 3 }, (_, index) => runs(`large${index}`, "large"));
    const again = Array.from({ length: 12 }, (_, index) => runs(`again${index}`, "small"));
    const run = await begin(chain("large-values", [...some, waits("a", "tick"), ...again]));
    await run.until("a.1", "active");
    await run.send(1, { kind: "event", wait: "a.1", port: "came", event: event("tick") });
    expect(await run.handle.result()).toEqual({ outcome: "done" });
    expect(protocol.calls.filter(({ step }) => step === "store-trail").length).toBeLessThan(4);
  });

  it("park it before it carries more than it can continue with", { timeout: 90_000 }, async () => {
    const { begin, protocol } = await open({ large });
    const many = Array.from({ length: 6 }, (_, index) => runs(`large${index}`, "large"));
    const run = await begin(chain("too-large", [...many, waits("a", "tick")]));
    await expectStanding(run, "state-too-large");
    expect(protocol.calls.filter(({ step }) => step === "store-trail").length).toBeLessThan(4);
    await run.handle.cancel();
    expect(await run.handle.result()).toEqual({ outcome: "cancelled" });
  });

  it("that come early hold a run that waits, and its history stays", { timeout: 90_000 }, async () => {
    const { begin, protocol } = await open();
    const ids = Array.from({ length: 9 }, (_, index) => `w${index}`);
    const run = await begin(
      chain(
        "large-early",
        ids.map((id) => waits(id, "tick")),
      ),
    );
    await run.until("w0.1", "active");
    const data = { text: "x".repeat(400_000) };
    for (const [index, id] of ids.slice(1).entries())
      await run.send(index + 1, { kind: "event", wait: `${id}.1`, port: "came", event: event("tick", data) });
    await expectStanding(run, "state-too-large");
    expect(protocol.calls.filter(({ step }) => step === "store-trail").length).toBeLessThan(4);
    await run.send(9, { kind: "cancel", by: "ann" });
    expect(await run.handle.result()).toEqual({ outcome: "cancelled" });
  });
});
