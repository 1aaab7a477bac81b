// What an error of Temporal means for a delivery: try again, nobody there, or refused for good.
import { isGrpcServiceError } from "@temporalio/client";
import { EngineUnavailableError } from "@throughline/protocol";

/** gRPC status codes that this file tells apart. */
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;

export type EngineFailure =
  | { readonly kind: "not-found" }
  | { readonly kind: "refused"; readonly reason: string };

/** Throws EngineUnavailableError for everything that may pass; only what can never be taken is refused. */
export function toEngineFailure(action: string, error: unknown): EngineFailure {
  const status = grpcStatusOf(error);
  if (status === null)
    throw new EngineUnavailableError(`Cannot ${action}: ${textOf(error)}`, { cause: error });
  const { code, details } = status;
  // A namespace that is not there yet is a NOT_FOUND as well, and says nothing about the run.
  if (code === NOT_FOUND && !/namespace/i.test(details)) return { kind: "not-found" };
  if (isTooLarge(code, details) || (code === INVALID_ARGUMENT && !mayPass(details)))
    return { kind: "refused", reason: details };
  throw new EngineUnavailableError(`Cannot ${action}: ${details || `status ${code}`}`, { cause: error });
}

/** Too many signals ends with continue-as-new; search attributes are registered while the worker starts. */
function mayPass(details: string): boolean {
  return /limit for signal|search attribute|no mapping/i.test(details);
}

function isTooLarge(code: number, details: string): boolean {
  return code === RESOURCE_EXHAUSTED && /larger than max|message length too large/i.test(details);
}

/** The gRPC status in an error or in one of its causes. */
function grpcStatusOf(error: unknown): { readonly code: number; readonly details: string } | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (isGrpcServiceError(at)) return { code: at.code, details: at.details || at.message };
  }
  return null;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
