import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStepGuard } from "./step-guard.ts";
import type { StepGuard } from "./step-guard.ts";

const lines: { readonly msg: string; readonly step?: string }[] = [];
const log = pino({}, { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) });
const step = (name: string, type = "shout") => ({ type, version: 1, run: "flow.x", step: name });

/** Errors that float end up at the process; the test runner's own ears would fail the test. */
const strays: unknown[] = [];
let guard: StepGuard;
const ears = new Map<string, readonly NodeJS.UncaughtExceptionListener[]>();
beforeAll(() => {
  guard = createStepGuard(log, 100);
  for (const name of ["unhandledRejection", "uncaughtException"]) {
    ears.set(name, process.listeners(name as "uncaughtException"));
    process.removeAllListeners(name);
    process.on(name, (error) => {
      if (!guard.floated(error)) strays.push(error);
    });
  }
});
afterAll(async () => {
  for (const [name, listeners] of ears) {
    process.removeAllListeners(name);
    for (const listener of listeners) process.on(name, listener);
  }
  await guard.close();
});

const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));

describe("createStepGuard()", () => {
  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ["a promise that nobody awaits", (signal) => (void Promise.reject(new Error("lost")), never(signal))],
    [
      "one made later, in a timer",
      (signal) => (setTimeout(() => void Promise.reject(new Error("lost")), 5), never(signal)),
    ],
    [
      "an error thrown in a callback",
      (signal) => (
        setTimeout(() => {
          throw new Error("lost");
        }, 5),
        never(signal)
      ),
    ],
    [
      "an async function that nobody awaits, after the step went on",
      async (signal) => {
        await sleep(1);
        void (async () => {
          await sleep(5);
          throw new Error("lost");
        })();
        return never(signal);
      },
    ],
  ])("fails the step of %s, to be tried again, and no other", async (_name, work) => {
    const other = guard.run(step("other.1"), async () => {
      await sleep(30);
      return "done";
    });
    await expect(guard.run(step("shout.1"), work)).rejects.toMatchObject({
      code: "floating-error",
      retryable: true,
      message: "An error was neither awaited nor caught: lost",
    });
    expect(await other).toBe("done");
    expect(strays).toEqual([]);
  });

  it("says so when the step has ended by then, and goes on", async () => {
    const before = guard.numbers()["floating_errors"] ?? 0;
    await guard.run(step("late.1", "late"), async () => {
      setTimeout(() => void Promise.reject(new Error("too late")), 10);
    });
    await expect.poll(() => guard.numbers()["floating_errors"]).toBe(before + 1);
    expect(lines.at(-1)).toMatchObject({
      step: "late.1",
      msg: 'node type "late" let an error float after its step had ended',
    });
    expect(guard.facts().floatingErrors.find(({ type }) => type === "late")).toMatchObject({
      times: 1,
      last: { run: "flow.x", step: "late.1", what: "too late" },
    });
  });

  it("takes no blame for what no step did", async () => {
    void Promise.reject(new Error("ours"));
    await expect.poll(() => strays).toHaveLength(1);
  });

  it.each([false, true])("names who blocks the loop, at once or after an await (%s)", async (isLater) => {
    guard.watchLoop();
    const type = isLater ? "later" : "at-once";
    const bystander = guard.run(step("by.1", "bystander"), () => sleep(50));
    await guard.run(step("slow.1", type), async () => {
      if (isLater) await sleep(1);
      const end = performance.now() + 250;
      while (performance.now() < end);
      await sleep(1);
    });
    await bystander;
    const { blocked } = guard.facts();
    expect(blocked.map((one) => one.type)).toContain(type);
    expect(blocked.map((one) => one.type)).not.toContain("bystander");
    expect(blocked.find((one) => one.type === type)?.last.what).toMatch(
      /^it gave nobody else a turn for 0\.[2-9] s$/,
    );
  });
});
