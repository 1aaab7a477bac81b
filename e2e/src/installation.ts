// A whole installation of real processes for one experiment: Postgres, Temporal, sinks, API, workers. Each can be killed,
// frozen and brought back.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseAnyPort, startPostgres, startTemporal } from "@throughline/stack";
import { eventually } from "./eventually.ts";
import type { SinkLine } from "./ledger/check.ts";

export const root = new URL("../..", import.meta.url).pathname;

export interface Installation {
  readonly dir: string;
  /** The first API; all of them are one installation. */
  readonly api: string;
  readonly apis: readonly string[];
  readonly adminKey: string;
  readonly writeKey: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalUi: string;
  readonly httpSink: string;
  readonly workers: readonly Part[];
  readonly apiParts: readonly Part[];
  readonly postgres: Part;
  readonly temporal: Part;
  sinkLines(): readonly SinkLine[];
  close(): Promise<void>;
}

/** One process that a fault can hit. */
export interface Part {
  readonly name: string;
  pid(): number;
  /** kill -9, then brought back; resolves when it runs again. */
  killAndRestart(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export interface InstallationOptions {
  readonly apis?: number;
  readonly workers?: number;
  /** Steps that each worker runs at a time; after a kill so many may be in doubt. */
  readonly stepsAtOnce?: number;
  /** Entry file of the API and the worker instead of the built one; one that ends in .ts runs from source. */
  readonly apiEntry?: string;
  readonly workerEntry?: string;
  /** More variables for API and workers. */
  readonly env?: Readonly<Record<string, string>>;
  /** Import conditions of what runs from source: they put a part that is broken on purpose in the place of the real one. */
  readonly conditions?: readonly string[];
}

/** Starts everything; resolves when the API and every worker say they are ready. */
export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const dir = mkdtempSync(join(tmpdir(), "throughline-e2e-"));
  mkdirSync(join(dir, "logs"));
  const [postgresPort, temporalPort, temporalUiPort] = [
    await chooseAnyPort(),
    await chooseAnyPort(),
    await chooseAnyPort(),
  ];
  const apis: string[] = [];
  for (let i = 0; i < (options.apis ?? 1); i += 1) apis.push(`http://127.0.0.1:${await chooseAnyPort()}`);
  const [api = ""] = apis;
  const adminKey = `tl_admin_${randomBytes(20).toString("hex")}`;
  const writeKey = `tl_write_${randomBytes(20).toString("hex")}`;

  const sinks = await startSinks(dir);
  const postgres = await keepUp("postgres", () =>
    startPostgres({ dataDir: join(dir, "postgres"), port: postgresPort }),
  );
  const temporal = await keepUp("temporal", () =>
    startTemporal({ dataDir: join(dir, "temporal"), port: temporalPort, uiPort: temporalUiPort }),
  );

  const env = {
    ...process.env,
    TZ: "UTC",
    NODE_ENV: "production",
    DATABASE_URL: postgres.current().url,
    TEMPORAL_ADDRESS: temporal.current().address,
    TEMPORAL_NAMESPACE: "default",
    TEMPORAL_UI_URL: `http://127.0.0.1:${temporalUiPort}`,
    SMTP_URL: sinks.smtp,
    MAIL_FROM: "Throughline <journeys@throughline.test>",
    PUBLIC_URL: api,
    HOST: "127.0.0.1",
    THROUGHLINE_SECRET_KEY: randomBytes(32).toString("hex"),
    THROUGHLINE_ADMIN_KEY: adminKey,
    THROUGHLINE_WRITE_KEY: writeKey,
    THROUGHLINE_LOCAL_OWNER: "1",
    ALLOW_PRIVATE_ADDRESSES: "127.0.0.0/8",
    LOG_LEVEL: "info",
    ...options.env,
  };
  const apiParts: Part[] = [];
  const workers: Part[] = [];
  const closers: (() => Promise<void>)[] = [];
  for (const [i, url] of apis.entries()) {
    const one = await keepNode(
      `api-${i + 1}`,
      commandOf(options.apiEntry ?? "apps/api/dist/main.js", options.conditions),
      { env: { ...env, PORT: new URL(url).port }, dir, readyUrl: `${url}/readyz` },
    );
    apiParts.push(one.part);
    closers.push(() => one.close());
  }
  for (let i = 0; i < (options.workers ?? 1); i += 1) {
    const healthPort = await chooseAnyPort();
    const worker = await keepNode(
      `worker-${i + 1}`,
      commandOf(options.workerEntry ?? "apps/worker/dist/main.js", options.conditions),
      {
        env: { ...env, HEALTH_PORT: String(healthPort), STEPS_AT_ONCE: String(options.stepsAtOnce ?? 100) },
        dir,
        readyUrl: `http://127.0.0.1:${healthPort}/readyz`,
      },
    );
    workers.push(worker.part);
    closers.push(() => worker.close());
  }

  return {
    dir,
    api,
    apis,
    adminKey,
    writeKey,
    databaseUrl: postgres.current().url,
    temporalAddress: temporal.current().address,
    temporalUi: `http://127.0.0.1:${temporalUiPort}`,
    httpSink: sinks.http,
    workers,
    apiParts,
    postgres: postgres.part,
    temporal: temporal.part,
    sinkLines: () => sinks.lines(),
    async close() {
      await Promise.all(closers.map((close) => close()));
      await temporal.current().stop();
      await postgres.current().stop();
      sinks.close();
    },
  };
}

interface Server {
  readonly pid: number;
  kill(): Promise<void> | void;
  stop(): Promise<void>;
}

/** A server of the stack that is started again on the same data after a kill. */
async function keepUp<S extends Server>(name: string, start: () => Promise<S>) {
  let server = await start();
  const part: Part = {
    name,
    pid: () => server.pid,
    async killAndRestart() {
      await server.kill();
      server = await start();
    },
    freeze: () => void process.kill(server.pid, "SIGSTOP"),
    thaw: () => void process.kill(server.pid, "SIGCONT"),
  };
  return { part, current: () => server };
}

/** Node's arguments: what was built runs as it is, source needs its loader. */
function commandOf(entry: string, conditions: readonly string[] = []): readonly string[] {
  if (!entry.endsWith(".ts")) return [entry];
  const all = ["@throughline/source", ...conditions];
  return [...all.map((condition) => `--conditions=${condition}`), "--import", "tsx", entry];
}

/** A Node process of ours with its log in a file. */
async function keepNode(
  name: string,
  command: readonly string[],
  {
    env,
    dir,
    readyUrl,
  }: { readonly env: NodeJS.ProcessEnv; readonly dir: string; readonly readyUrl: string },
) {
  const log = createWriteStream(join(dir, "logs", `${name}.log`), { flags: "a" });
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, command, { cwd: root, env, stdio: ["pipe", "pipe", "pipe"] });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    await eventually(`${name} is ready`, async () => (await fetch(readyUrl)).ok, 90_000);
  };
  const gone = (): Promise<void> =>
    new Promise((resolve) =>
      child.exitCode !== null || child.signalCode !== null
        ? resolve()
        : void child.once("exit", () => resolve()),
    );
  await start();
  const part: Part = {
    name,
    pid: () => child.pid ?? 0,
    async killAndRestart() {
      child.kill("SIGKILL");
      await gone();
      await start();
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
  };
  return {
    part,
    async close(): Promise<void> {
      child.kill("SIGTERM");
      await gone();
    },
  };
}

async function startSinks(dir: string) {
  const file = join(dir, "sinks.ndjson");
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "e2e/src/sinks/main.ts"), file], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const first = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8")));
  });
  const urls = JSON.parse(first) as { readonly smtp: string; readonly http: string }; // our own process's first line
  return {
    ...urls,
    lines: (): readonly SinkLine[] => {
      try {
        return readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as SinkLine); // written by the sink
      } catch {
        return [];
      }
    },
    close: () => void child.kill("SIGKILL"),
  };
}
