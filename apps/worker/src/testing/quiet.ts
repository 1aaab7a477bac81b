import { DefaultLogger, Runtime } from "@temporalio/worker";

/** Keeps the SDK's own log lines out of the test output; errors stay. */
export const quietLogger = new DefaultLogger("ERROR");

/** Must come before the first connection of the process. */
export function installQuietRuntime(): void {
  try {
    Runtime.install({ logger: quietLogger, shutdownSignals: [] });
  } catch {
    // Another test file of this process was first.
  }
}
