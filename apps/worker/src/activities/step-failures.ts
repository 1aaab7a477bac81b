// A step's error as Temporal's failure: the type is the code, and says whether trying again may help.
import { ApplicationFailure } from "@temporalio/common";
import { CappedError, StepError, UnsureError } from "@throughline/nodes";
import type { Secret } from "@throughline/nodes";
import { redactText } from "../ports/redact.ts";
import { RUN_CLOSED } from "../workflow/step-failure.ts";
import { RunClosedError } from "./effects.ts";

/** Maps any error of a step. Values of opened secrets never get into a history. */
export function toFailure(error: unknown, secrets: readonly Secret<string>[]): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof RunClosedError) {
    return ApplicationFailure.create({
      type: RUN_CLOSED,
      nonRetryable: true,
      message: error.message,
      details: [error.outcome],
    });
  }
  const message = redactText(error instanceof Error ? error.message : String(error), secrets);
  if (error instanceof StepError) {
    return ApplicationFailure.create({
      type: error.code,
      nonRetryable: !error.retryable,
      message,
      ...delay(error.retryAfterMs),
    });
  }
  if (error instanceof UnsureError)
    return ApplicationFailure.create({ type: error.code, message, ...delay(error.retryAfterMs) });
  if (error instanceof CappedError)
    return ApplicationFailure.create({ type: "capped", nonRetryable: true, message });
  return ApplicationFailure.create({ type: "error", message });
}

function delay(retryAfterMs: number | undefined): { readonly nextRetryDelay?: number } {
  return retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs };
}
