// The worker process: configuration, start, drain.
import { makeTelemetryFilterString, Runtime } from "@temporalio/worker";
import { pino } from "pino";
import { readConfig } from "./config.ts";
import { createStepGuard } from "./isolation/step-guard.ts";
import { startWorker } from "./start-worker.ts";
import { toTemporalLogger } from "./temporal/temporal-logger.ts";

/** A supervisor that asked for a stop does not wait longer than this. */
const DRAIN_MS = 30_000;

const config = readConfig(process.env);
const log = pino({ level: config.logLevel, base: { app: "worker", holder: config.holder } });
// The workflow's sandbox takes the process's zone; another one would compute other dates in a replay elsewhere.
if (new Intl.DateTimeFormat().resolvedOptions().timeZone !== "UTC") {
  throw new Error("Cannot start the worker: its time zone is not UTC, set TZ=UTC");
}

// Signals are ours; the SDK would stop its workers before the loops that feed them.
Runtime.install({
  logger: toTemporalLogger(log),
  shutdownSignals: [],
  telemetryOptions: {
    logging: { forward: {}, filter: makeTelemetryFilterString({ core: "WARN", other: "ERROR" }) },
  },
});

const exit = (code: number): never => {
  log.flush();
  process.exit(code);
};
const guard = createStepGuard(log);
// A promise that nobody awaits is no reason to end what others do. Whoever did it is named where it is known.
process.on("unhandledRejection", (error) => {
  if (!guard.floated(error)) log.error({ err: error }, "an error was neither awaited nor caught");
});
process.on("uncaughtException", (error) => {
  if (guard.floated(error)) return;
  log.fatal({ err: error }, "the worker gives up, start it again");
  exit(1);
});
const giveUp = (reason: string): void => {
  log.fatal({ reason }, "the worker gives up, start it again");
  exit(1);
};
const worker = await startWorker(config, log, giveUp, guard).catch((error: unknown) => {
  log.fatal({ err: error }, "could not start");
  return exit(1);
});

let stopping = false;
const stop = (name: string): void => {
  if (stopping) return;
  stopping = true;
  log.info({ signal: name }, "stopping");
  setTimeout(() => {
    log.warn("did not drain in time");
    exit(0);
  }, DRAIN_MS).unref();
  worker.drain().then(
    () => exit(0),
    (error: unknown) => {
      log.error({ err: error }, "could not stop cleanly");
      exit(1);
    },
  );
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
