import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify } from "./process-identity.ts";
import { lockStack } from "./stack-lock.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("lockStack()", () => {
  it("lets a second stack know that one is running", async () => {
    const lock = await lockStack(folder);
    await expect(lockStack(folder)).rejects.toThrow(`one is running (process ${process.pid})`);
    await lock.release();
    await (await lockStack(folder)).release();
  });

  it("takes over from a dead holder and ends what it left running", async () => {
    const orphan = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
    const gone = once(orphan, "exit");
    const child = { name: "worker", ...identify(orphan.pid ?? 0) };
    const holder = { pid: process.pid, born: "another life" };
    await writeFile(join(folder, "pids.json"), JSON.stringify({ holder, children: [child] }));
    const lock = await lockStack(folder);
    await gone;
    await lock.release();
  });

  it("leaves a stranger alone that was given the process id of the dead", async () => {
    const stranger = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
    const pid = stranger.pid ?? 0;
    const dead = { pid, born: "another life" };
    await writeFile(
      join(folder, "pids.json"),
      JSON.stringify({ holder: dead, children: [{ name: "worker", ...dead }] }),
    );
    await (await lockStack(folder)).release();
    expect(identify(pid)).toBeDefined();
    stranger.kill("SIGKILL");
  });

  it("is not held by a file that was cut short", async () => {
    await writeFile(join(folder, "pids.json"), '{"holder":');
    await (await lockStack(folder)).release();
  });
});
