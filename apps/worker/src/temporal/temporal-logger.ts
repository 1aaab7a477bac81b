import type { Logger as TemporalLogger, LogLevel, LogMetadata } from "@temporalio/worker";
import type { Logger } from "pino";

const LEVELS = {
  TRACE: "trace",
  DEBUG: "debug",
  INFO: "debug",
  WARN: "warn",
  ERROR: "error",
} as const satisfies Record<LogLevel, string>;

/** The SDK's log lines among our own; its INFO is our debug, since it speaks of every worker state. */
export function toTemporalLogger(log: Logger): TemporalLogger {
  const child = log.child({ part: "temporal" });
  const write = (level: LogLevel, message: string, meta: LogMetadata = {}): void =>
    child[LEVELS[level]](meta, message);
  return {
    log: write,
    trace: (message, meta) => write("TRACE", message, meta),
    debug: (message, meta) => write("DEBUG", message, meta),
    info: (message, meta) => write("INFO", message, meta),
    warn: (message, meta) => write("WARN", message, meta),
    error: (message, meta) => write("ERROR", message, meta),
  };
}
