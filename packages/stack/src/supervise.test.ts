import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startChild } from "./guarded-child.ts";
import { identify } from "./process-identity.ts";
import type { NamedProcess } from "./stack-lock.ts";
import { createSupervisor } from "./supervise.ts";
import type { Part, Supervisor } from "./supervise.ts";
import { until } from "./until.ts";

let folder = "";
let supervisor: Supervisor | undefined;
let running: readonly NamedProcess[] = [];
let said: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-supervise-"));
  [running, said] = [[], []];
  supervisor = createSupervisor({
    say: (line) => said.push(line),
    running: async (processes) => {
      running = processes;
    },
  });
});

afterEach(async () => {
  await supervisor?.kill();
  await rm(folder, { recursive: true, force: true });
});

describe("createSupervisor()", () => {
  it("starts a part again that was killed, and says so", async () => {
    await supervisor?.startGroup([shell("worker", "echo ready; exec sleep 1000")]);
    const first = running[0]?.pid ?? 0;
    process.kill(first, "SIGKILL");
    await until(() => (running[0] !== undefined && running[0].pid !== first) || undefined, {
      deadlineMs: 10_000,
      what: "the part to be back",
    });
    expect(said).toContain("worker ended (SIGKILL), starting it again");
  });

  it("starts the last group again when asked, and says nothing of an end that it wanted", async () => {
    await supervisor?.startGroup([shell("data", "echo ready; exec sleep 1000")]);
    await supervisor?.startGroup([shell("app", "echo ready; exec sleep 1000")]);
    const pidOf = (name: string) => running.find((one) => one.name === name)?.pid;
    const [data, app] = [pidOf("data"), pidOf("app")];
    await supervisor?.restartLast();
    expect(pidOf("data")).toBe(data);
    expect(pidOf("app")).toBeGreaterThan(0);
    expect(pidOf("app")).not.toBe(app);
    expect(said).toContain("app is back");
    expect(said.filter((line) => line.includes("ended"))).toEqual([]);
  });

  it("stops the last group first and leaves nothing running", async () => {
    const order = join(folder, "order");
    const noting = (name: string): Part =>
      shell(name, `trap 'echo ${name} >> ${order}; exit 0' TERM; echo ready; while :; do sleep 0.05; done`);
    await supervisor?.startGroup([noting("data")]);
    await supervisor?.startGroup([noting("app")]);
    const pids = running.map(({ pid }) => pid);
    await supervisor?.stop();
    expect(await readFile(order, "utf8")).toBe("app\ndata\n");
    expect(pids.map(identify)).toEqual([undefined, undefined]);
  });

  it("reports a part that cannot start, with the reason", async () => {
    const broken: Part = { name: "api", start: () => Promise.reject(new Error("no database")) };
    await expect(supervisor?.startGroup([broken])).rejects.toThrow("no database");
  });

  it("ends a frozen part too", async () => {
    await supervisor?.startGroup([shell("worker", "echo ready; exec sleep 1000")]);
    const pid = running[0]?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    await supervisor?.stop();
    expect(identify(pid)).toBeUndefined();
  });
});

/** A part that is a line of shell; ready when the line has said so. */
function shell(name: string, line: string): Part {
  return {
    name,
    start: async () => {
      const logFile = join(folder, `${name}.log`);
      const child = await startChild("/bin/sh", ["-c", line], { logFile });
      await until(async () => (await readFile(logFile, "utf8")).includes("ready") || undefined, {
        deadlineMs: 10_000,
        what: `${name} to be ready`,
      });
      return child;
    },
  };
}
