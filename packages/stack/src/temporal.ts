// A Temporal development server with a database file and its own UI.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isServing } from "./grpc-health.ts";
import { startChild, tailOfLog } from "./guarded-child.ts";
import type { ChildExit, GuardedChild } from "./guarded-child.ts";
import { choosePort } from "./ports.ts";
import { findTemporalCli } from "./temporal-cli.ts";
import { until } from "./until.ts";

const run = promisify(execFile);

/** A running server. */
export interface TemporalServer {
  /** `host:port` of the gRPC door. */
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Ends it cleanly. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL). */
  kill(): Promise<void>;
}

/** Where and how to run it. */
export interface TemporalOptions {
  /** The database file lies in this folder. */
  readonly dataDir: string;
  /** 0 or absent: any free port; the same for the UI. */
  readonly port?: number | undefined;
  readonly uiPort?: number | undefined;
  readonly logFile?: string;
  /** The CLI's path, when it is known already. */
  readonly cli?: string | undefined;
}

const SERVICE = "temporal.api.workflowservice.v1.WorkflowService";
const READY_DEADLINE_MS = 60_000;

/** How long closed runs stay readable: thirty days. */
const RETENTION = "720h";

/** Starts a server; resolves when it serves. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const cli = options.cli ?? (await findTemporalCli());
  const port = await choosePort({ part: "Temporal", variable: "TEMPORAL_PORT", port: options.port });
  const uiPort = await choosePort({
    part: "the Temporal UI",
    variable: "TEMPORAL_UI_PORT",
    port: options.uiPort,
  });
  await mkdir(options.dataDir, { recursive: true });
  const logFile = options.logFile ?? join(options.dataDir, "temporal.log");
  const address = `127.0.0.1:${port}`;
  const child = await startChild(cli, serverArguments(options.dataDir, port, uiPort), {
    logFile,
    env: { ...process.env, TZ: "UTC" },
  });
  try {
    await ready(child, address);
  } catch (cause) {
    await child.kill();
    throw new Error(
      `Cannot start Temporal on ${address}: ${cause instanceof Error ? cause.message : String(cause)}\n${await tailOfLog(logFile)}`,
      { cause },
    );
  }
  await keepClosedRuns(cli, address);
  return {
    address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    pid: child.pid,
    exited: child.exited,
    stop: async () => {
      await child.stop();
    },
    kill: async () => {
      await child.kill();
    },
  };
}

function serverArguments(dataDir: string, port: number, uiPort: number): string[] {
  return [
    "server",
    "start-dev",
    "--ip=127.0.0.1",
    "--ui-ip=127.0.0.1",
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    `--db-filename=${join(dataDir, "temporal.db")}`,
    // Three times faster than the defaults, and a kill -9 still loses nothing.
    "--sqlite-pragma=journal_mode=wal",
    "--sqlite-pragma=synchronous=normal",
    "--log-level=warn",
    "--color=never",
    "--disable-config-env",
  ];
}

async function ready(child: GuardedChild, address: string): Promise<void> {
  let exit: ChildExit | undefined;
  void child.exited.then((ended) => (exit = ended));
  await until(
    async () => {
      if (exit !== undefined) throw new Error(`it ended with ${exit.signal ?? `code ${exit.code}`}`);
      return (await isServing(address, SERVICE)) || undefined;
    },
    { deadlineMs: READY_DEADLINE_MS, what: "the server to serve" },
  );
}

/** The development server keeps closed runs for a day only; an operator asks about last week's. */
async function keepClosedRuns(cli: string, address: string): Promise<void> {
  await until(
    () =>
      run(
        cli,
        ["operator", "namespace", "update", "-n", "default", "--retention", RETENTION, "--address", address],
        {
          timeout: 20_000,
        },
      ).then(
        () => true,
        () => undefined,
      ),
    { deadlineMs: 20_000, what: "the namespace to take its retention" },
  );
}
