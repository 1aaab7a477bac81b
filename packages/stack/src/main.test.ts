// `npm start` as its user meets it: real Postgres, real Temporal, real mail, apps of a few lines.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { identify } from "./process-identity.ts";
import type { StackFile } from "./stack-file.ts";
import { makeSmallCheckout } from "./testing/small-checkout.ts";
import { until } from "./until.ts";

const ANY_PORTS = {
  THROUGHLINE_PORT: "0",
  TEMPORAL_PORT: "0",
  TEMPORAL_UI_PORT: "0",
  POSTGRES_PORT: "0",
  SMTP_PORT: "0",
  MAIL_PORT: "0",
};

interface Started {
  readonly process: ChildProcess;
  output(): string;
  readonly ended: Promise<number | null>;
}

let folder = "";
let program = "";
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-start-"));
  // As a checkout usually is: others may pass through, so the data can lie inside it.
  await chmod(folder, 0o755);
  program = await makeSmallCheckout(folder);
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("npm start", { timeout: 60_000 }, () => {
  it("brings everything up, says where it is, and Ctrl-C takes everything down with code 0", async () => {
    const stack = await ready(start());
    const file = inData("stack.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const addresses = JSON.parse(readFileSync(file, "utf8")) as StackFile;
    expect(stack.output()).toContain(`${addresses.designer}/sign-in?once=1`);
    expect(addresses.adminKey).toMatch(/^tl_admin_[0-9A-Za-z]{32}$/);
    for (const url of [addresses.api, addresses.temporalUi, addresses.mail]) {
      expect((await fetch(url)).status).toBe(200);
    }
    const pids = childPids();
    expect(pids).toHaveLength(4);
    stack.process.kill("SIGINT");
    expect(await stack.ended).toBe(0);
    expect(pids.map(identify)).toEqual(pids.map(() => undefined));
    expect([existsSync(file), existsSync(inData("pids.json"))]).toEqual([false, false]);
  });

  it("says that one is running, and where, when it is started twice", async () => {
    await ready(start());
    const second = start();
    expect(await second.ended).toBe(1);
    const { designer } = JSON.parse(readFileSync(inData("stack.json"), "utf8")) as StackFile;
    expect(second.output()).toMatch(/Cannot start a second stack .* one is running/);
    expect(second.output()).toContain(designer);
  });

  it("leaves no orphan and no lock when it is killed with kill -9", async () => {
    const stack = await ready(start());
    const pids = childPids();
    stack.process.kill("SIGKILL");
    await stack.ended;
    await until(() => pids.every((pid) => identify(pid) === undefined) || undefined, {
      deadlineMs: 20_000,
      what: "the parts to end",
    });
    await ready(start());
  });

  it("brings back what was killed, one part or all", async () => {
    const stack = await ready(start());
    for (const pid of childPids()) process.kill(pid, "SIGKILL");
    for (const name of ["Postgres", "Temporal", "api", "worker"]) {
      await until(() => stack.output().includes(`${name} is back`) || undefined, {
        deadlineMs: 30_000,
        what: `${name} to be back`,
      });
    }
  });

  it("names the taken port and how to choose another, and leaves nothing running", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const { port } = squatter.address() as AddressInfo;
    const stack = start({ THROUGHLINE_PORT: String(port) });
    expect(await stack.ended).toBe(1);
    expect(stack.output()).toContain(`Cannot start the API on port ${port}`);
    expect(stack.output()).toContain("THROUGHLINE_PORT=<port>");
    expect(existsSync(inData("pids.json"))).toBe(false);
    squatter.close();
  });

  it("keeps keys and data, until it is told --fresh", async () => {
    const adminKey = (): string => readFileSync(inData("admin.key"), "utf8");
    await stopAfter(await ready(start()));
    const kept = adminKey();
    await stopAfter(await ready(start()));
    expect(adminKey()).toBe(kept);
    await stopAfter(await ready(start({}, ["--fresh"])));
    expect(adminKey()).not.toBe(kept);
  });
});

function start(env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): Started {
  const child = spawn(process.execPath, ["--import", "tsx", program, ...args], {
    cwd: folder,
    env: { ...process.env, ...ANY_PORTS, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { process: child, output: () => output, ended };
}

async function ready(stack: Started): Promise<Started> {
  await until(
    () => {
      if (stack.process.exitCode !== null) throw new Error(`The stack did not start:\n${stack.output()}`);
      return stack.output().includes("Ctrl-C stops everything") || undefined;
    },
    { deadlineMs: 50_000, what: "the stack to be ready" },
  );
  return stack;
}

async function stopAfter(stack: Started): Promise<void> {
  stack.process.kill("SIGINT");
  expect(await stack.ended).toBe(0);
}

function inData(name: string): string {
  return join(folder, ".throughline", name);
}

function childPids(): number[] {
  const { children } = JSON.parse(readFileSync(inData("pids.json"), "utf8")) as {
    children: { pid: number }[];
  };
  return children.map(({ pid }) => pid);
}
