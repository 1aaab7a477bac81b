import { Worker } from "@temporalio/worker";
import type { WorkerOptions, WorkerStatus } from "@temporalio/worker";
import { dataConverter } from "@throughline/temporal";

export interface TemporalWorker {
  status(): WorkerStatus;
  /** Takes nothing new and waits for what runs, at most `FORCE_MS`. */
  close(): Promise<void>;
}

/** Steps get this long to finish; one that does not is tried again by another worker. */
const GRACE_MS = 20_000;
const FORCE_MS = 25_000;
/** A cancel reaches a step with the answer to its heartbeat; the SDK would hold heartbeats back for half a minute. */
const HEARTBEAT_MS = 1_000;

/** Runs a worker until it is closed; `onEnd` is told when it ends by itself, which it should not. */
export async function runTemporalWorker(
  options: WorkerOptions,
  onEnd: (error: unknown) => void,
): Promise<TemporalWorker> {
  const worker = await Worker.create({
    dataConverter,
    shutdownGraceTime: GRACE_MS,
    shutdownForceTime: FORCE_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_MS,
    maxHeartbeatThrottleInterval: HEARTBEAT_MS,
    ...options,
  });
  let closing = false;
  const running = worker.run().then(
    () => {
      if (!closing) onEnd(new Error("the Temporal worker stopped by itself"));
    },
    (error: unknown) => {
      if (!closing) onEnd(error);
    },
  );
  return {
    status: () => worker.getStatus(),
    async close() {
      closing = true;
      if (worker.getState() === "RUNNING") worker.shutdown();
      await running;
    },
  };
}
