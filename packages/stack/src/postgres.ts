// A real Postgres server of our own, from the binaries that npm installed.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startChild, tailOfLog } from "./guarded-child.ts";
import type { ChildExit, GuardedChild } from "./guarded-child.ts";
import { choosePort } from "./ports.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { DATABASE, openPostgresFolder, releasePostgresFolder } from "./postgres-folder.ts";
import type { PostgresFolder } from "./postgres-folder.ts";
import { pause } from "./until.ts";

/** A running server. */
export interface PostgresServer {
  /** A superuser's address of the database `throughline`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Ends it cleanly. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL). */
  kill(): Promise<void>;
}

/** Where and how to run it. */
export interface PostgresOptions {
  readonly dataDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  readonly logFile?: string;
  /** Server settings, such as `max_connections`. */
  readonly settings?: Readonly<Record<string, string>>;
}

const READY_DEADLINE_MS = 60_000;

/** Starts a server on the data folder, which is created on first use; resolves when it takes connections. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const binaries = await postgresBinaries();
  const folder = await openPostgresFolder(options.dataDir, binaries);
  const logFile = options.logFile ?? `${options.dataDir}.log`;
  const deadline = Date.now() + READY_DEADLINE_MS;
  for (;;) {
    const port = await choosePort({ part: "Postgres", variable: "POSTGRES_PORT", port: options.port });
    const child = await launch(binaries, folder, { ...options, port, logFile });
    const problem = await readiness(child, folder.path, deadline);
    if (problem === undefined) return toServer(child, folder, port, options.dataDir);
    await child.kill();
    const said = await tailOfLog(logFile);
    // Backends of a killed server need a moment to notice, and a free port may be lost to another program.
    const isPassing = /pre-existing shared memory|lock file|Address already in use/i.test(said);
    if (!isPassing || Date.now() > deadline) {
      await releasePostgresFolder(options.dataDir);
      throw new Error(`Cannot start Postgres in "${folder.path}": ${problem}\n${said}`);
    }
    await pause(200);
  }
}

function launch(
  binaries: PostgresBinaries,
  folder: PostgresFolder,
  options: PostgresOptions & { readonly port: number; readonly logFile: string },
): Promise<GuardedChild> {
  const settings = {
    listen_addresses: "127.0.0.1",
    // No socket file: nothing to leave behind, and no folder that another user would have to share.
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return startChild(binaries.postgres, ["-D", folder.path, "-p", String(options.port), ...args], {
    logFile: options.logFile,
    cwd: "/",
    env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
    user: binaries.user,
    // "Fast" shutdown: open sessions are ended, nothing is lost.
    stopSignal: "SIGINT",
  });
}

/** Waits until the server says it is ready; otherwise what happened instead. */
async function readiness(child: GuardedChild, path: string, deadline: number): Promise<string | undefined> {
  let exit: ChildExit | undefined;
  void child.exited.then((ended) => (exit = ended));
  while (Date.now() < deadline) {
    const lines = (await readFile(join(path, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
    // Line 1 is the process id, line 8 the state that the server keeps up to date.
    if (lines[0] === String(child.pid) && lines[7]?.trim() === "ready") return undefined;
    if (exit !== undefined) return `it ended with ${exit.signal ?? `code ${exit.code}`}`;
    await pause(15);
  }
  return `it was not ready after ${READY_DEADLINE_MS / 1000} s`;
}

function toServer(
  child: GuardedChild,
  folder: PostgresFolder,
  port: number,
  dataDir: string,
): PostgresServer {
  return {
    url: `postgres://${DATABASE}:${folder.password}@127.0.0.1:${port}/${DATABASE}`,
    port,
    pid: child.pid,
    exited: child.exited,
    stop: async () => {
      await child.stop();
      await releasePostgresFolder(dataDir);
    },
    kill: async () => {
      await child.kill();
    },
  };
}
