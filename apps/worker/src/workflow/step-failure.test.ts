// Errors of steps and protocol steps, from the activity to what becomes of the run. Nothing of it may end the execution:
// a row whose execution is gone is lost.
import { setTimeout as sleep } from "node:timers/promises";
import { ApplicationFailure } from "@temporalio/common";
import type { RunStep } from "@throughline/flow";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeWorkflowBundle } from "../temporal/workflow-bundle.ts";
import { chain, runs, waits } from "../testing/plans.ts";
import { quietLogger } from "../testing/quiet.ts";
import { createRunWorld } from "../testing/run-world.ts";
import type { RunWorld, StepActivity } from "../testing/run-world.ts";
import { openTestTemporal } from "../testing/temporal.ts";
import type { TestTemporal } from "../testing/temporal.ts";

let temporal: TestTemporal;
let bundle: string;
let world: RunWorld | undefined;
beforeAll(async () => {
  [temporal, bundle] = await Promise.all([openTestTemporal(), makeWorkflowBundle({ logger: quietLogger })]);
}, 120_000);
afterEach(() => world?.close());
afterAll(() => temporal?.close());

async function open(fails: StepActivity): Promise<RunWorld> {
  world = createRunWorld(temporal, bundle, { fails });
  await world.startWorker();
  return world;
}

const options: RunStep["options"] = {
  startToCloseMs: 300,
  attempts: 2,
  firstPauseMs: 10,
  longestPauseMs: 100,
};
const throws =
  (error: () => Error): StepActivity =>
  () =>
    Promise.reject(error());

const FAILURES: readonly (readonly [string, StepActivity, string])[] = [
  ["for good", throws(() => ApplicationFailure.nonRetryable("it is none", "bad-address")), "bad-address"],
  ["at every try", throws(() => new Error("the connection was closed")), "Error"],
  // The server may see a limit of milliseconds a second late; an answer before that still counts.
  ["by answering too late", () => sleep(4_000, { output: null }), "timeout"],
];

describe.each([
  ["quick", true],
  ["visible", false],
])("a %s step that fails", (_, quick) => {
  it.for(FAILURES)("%s parks", async ([, fails, code]) => {
    const { begin } = await open(fails);
    const run = await begin(chain("parks", [runs("one", "fails", { quick, options })]));
    await run.until("one.1", "parked");
    expect((await run.trail()).at(-1)).toMatchObject({ error: { code } });
  });

  it("because the row of its run is closed ends the run with the stored outcome", async () => {
    const { begin } = await open(
      throws(() => ApplicationFailure.nonRetryable("the run is closed", "run-closed", "superseded")),
    );
    const run = await begin(chain("closed", [runs("one", "fails", { quick, options })]));
    expect(await run.handle.result()).toEqual({ outcome: "superseded" });
  });
});

describe("a protocol step", () => {
  it(
    "that fails for good fails the workflow task, not the run: it is asked again",
    { timeout: 30_000 },
    async () => {
      const { begin, protocol } = await open(throws(() => new Error("never called")));
      let tries = 0;
      protocol.answers["open-wait"] = async () => {
        tries += 1;
        if (tries < 2) throw ApplicationFailure.nonRetryable("it cannot be");
        return { kind: "opened" };
      };
      const run = await begin(chain("asks-again", [waits("a", "tick", { static: false })]));
      await expect.poll(() => tries, { timeout: 20_000 }).toBe(2);
      expect((await run.handle.describe()).status.name).toBe("RUNNING");
    },
  );
});
