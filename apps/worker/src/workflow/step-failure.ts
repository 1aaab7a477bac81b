// What an activity's error means for the run.
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TemporalFailure,
  TimeoutFailure,
} from "@temporalio/common";
import type { NewFact } from "./host.ts";

/** Failure type with which a step says that the run's row is closed; the stored outcome is the first detail. */
export const RUN_CLOSED = "run-closed";

/**
 * The fact that a step's error makes, or null when the error is not the step's but ours. What went wrong in an activity
 * is the cause of an ActivityFailure; what went wrong in a local one comes as it is.
 */
export function toFailureFact(step: string, error: unknown): NewFact | null {
  if (!(error instanceof TemporalFailure)) return null;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    if (cause.type === RUN_CLOSED) return { kind: "run-closed", outcome: storedOutcome(cause.details?.[0]) };
    return { kind: "failed", step, code: cause.type ?? "error", message: cause.message };
  }
  if (cause instanceof TimeoutFailure) {
    return {
      kind: "failed",
      step,
      code: "timeout",
      message: "the step did not answer in the time it was given",
    };
  }
  if (cause instanceof CancelledFailure)
    return { kind: "failed", step, code: "cancelled", message: "the step was cancelled" };
  return { kind: "failed", step, code: "error", message: error.message };
}

function storedOutcome(detail: unknown): string {
  return typeof detail === "string" ? detail : "ended";
}
