// Real servers, really killed.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { choosePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { identify } from "./process-identity.ts";
import { startTemporal } from "./temporal.ts";
import { until } from "./until.ts";

const TIMEOUT_MS = 60_000;

let folder = "";
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-launchers-"));
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  await rm(folder, { recursive: true, force: true });
});

describe("startPostgres()", () => {
  it("starts, also as root, stops, and opens the same data again", { timeout: TIMEOUT_MS }, async () => {
    const dataDir = join(folder, "postgres");
    const first = await startPostgres({ dataDir });
    expect(await speaksPostgres(first.port)).toBe(true);
    await first.stop();
    expect(identify(first.pid)).toBeUndefined();
    const second = await startPostgres({ dataDir });
    closers.push(() => second.stop());
    // The password is part of the address and was kept.
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it("comes back after kill -9 on the data it had", { timeout: TIMEOUT_MS }, async () => {
    const dataDir = join(folder, "postgres");
    const first = await startPostgres({ dataDir });
    await first.kill();
    expect(existsSync(join(dataDir, "postmaster.pid"))).toBe(true);
    const second = await startPostgres({ dataDir });
    closers.push(() => second.stop());
    expect(await speaksPostgres(second.port)).toBe(true);
  });

  it("refuses data of another major version with a sentence", { timeout: TIMEOUT_MS }, async () => {
    const dataDir = join(folder, "postgres");
    await (await startPostgres({ dataDir })).stop();
    await writeFile(join(dataDir, "PG_VERSION"), "17\n");
    await expect(startPostgres({ dataDir })).rejects.toThrow(/Postgres 17 wrote it and this is Postgres 18/);
  });

  it("names the port that is taken and the variable that changes it", { timeout: TIMEOUT_MS }, async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    closers.push(() => squatter.close());
    const { port } = squatter.address() as AddressInfo;
    await expect(startPostgres({ dataDir: join(folder, "postgres"), port })).rejects.toThrow(
      `Cannot start Postgres on port ${port}: another program listens there, stop it or choose another port with POSTGRES_PORT=<port>`,
    );
  });
});

describe("startTemporal()", () => {
  it("serves, and comes back after kill -9 on the same file", { timeout: TIMEOUT_MS }, async () => {
    const ports = {
      port: await choosePort({ part: "Temporal", variable: "TEMPORAL_PORT" }),
      uiPort: await choosePort({ part: "the Temporal UI", variable: "TEMPORAL_UI_PORT" }),
    };
    const first = await startTemporal({ dataDir: folder, ...ports });
    expect((await fetch(first.uiUrl)).status).toBe(200);
    await first.kill();
    const second = await startTemporal({ dataDir: folder, ...ports });
    closers.push(() => second.stop());
    expect(second.address).toBe(first.address);
  });
});

describe("a server whose starter is killed with kill -9", () => {
  it("ends by itself, and its data can be opened at once", { timeout: TIMEOUT_MS }, async () => {
    const starter = program("servers-that-die.ts", folder);
    const { pids } = JSON.parse(await firstLine(starter)) as { pids: number[] };
    expect(pids.map((pid) => identify(pid)?.pid)).toEqual(pids);
    starter.kill("SIGKILL");
    await once(starter, "exit");
    const next = await startPostgres({ dataDir: join(folder, "postgres") });
    closers.push(() => next.stop());
    await until(() => pids.every((pid) => identify(pid) === undefined) || undefined, {
      deadlineMs: 20_000,
      what: "the servers of the dead to end",
    });
  });
});

function program(name: string, ...args: string[]): ChildProcess {
  const file = fileURLToPath(new URL(`testing/${name}`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  closers.push(() => child.kill("SIGKILL"));
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let said = "";
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (said.includes("\n")) return said.split("\n")[0] ?? "";
  }
  throw new Error(`Cannot read the first line: the program ended after saying "${said}"`);
}

/** Asks for TLS, which every Postgres answers with one letter. */
async function speaksPostgres(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString() === "N";
}
