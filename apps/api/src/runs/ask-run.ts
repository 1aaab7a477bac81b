// What only the run itself can tell or do, asked of Temporal. Temporal may be down: then views show less and repairs wait.
import {
  Client,
  Connection,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  isGrpcServiceError,
} from "@temporalio/client";
import type { Json, Repair } from "@throughline/flow";
import { dataConverter } from "@throughline/temporal";
import { ProblemError } from "../http/problem.ts";

export interface AskRun {
  /** Every visit of an open run; null when it cannot be asked now. */
  trail(run: string): Promise<Json | null>;
  /** Repairs a parked step; throws a problem with the run's own reason when it does not take it. */
  resolve(run: string, step: string, how: Repair): Promise<void>;
  close(): Promise<void>;
}

const TRAIL_MS = 2_000;
const RESOLVE_MS = 10_000;

/** Connects when it is first asked. */
export function createAskRun(address: string, namespace: string): AskRun {
  const connection = Connection.lazy({ address, connectTimeout: TRAIL_MS });
  const client = new Client({ connection, namespace, dataConverter });
  return {
    async trail(run) {
      try {
        await connection.ensureConnected();
        return await client.withDeadline(Date.now() + TRAIL_MS, () =>
          client.workflow.getHandle(run).query<Json>("trail"),
        );
      } catch {
        return null;
      }
    },
    async resolve(run, step, how) {
      try {
        // Says at once that nobody is there, where a call would go on trying until its deadline.
        await connection.ensureConnected();
        await client.withDeadline(Date.now() + RESOLVE_MS, () =>
          client.workflow.getHandle(run).executeUpdate("resolve", { args: [{ step, how }] }),
        );
      } catch (error) {
        throw toProblem(error, step);
      }
    },
    close: () => connection.close(),
  };
}

function toProblem(error: unknown, step: string): ProblemError {
  if (error instanceof WorkflowUpdateFailedError) {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    return new ProblemError(409, `Cannot repair step "${step}": ${reason}`, { cause: error });
  }
  if (error instanceof WorkflowNotFoundError) {
    return new ProblemError(409, `Cannot repair step "${step}": the run is not running in Temporal`, {
      cause: error,
    });
  }
  const isKnown =
    isGrpcServiceError(error) ||
    (error instanceof Error && "cause" in error && isGrpcServiceError(error.cause));
  const reason = isKnown
    ? "Temporal does not answer, or no worker takes the repair"
    : "the repair did not come back in time";
  return new ProblemError(503, `Cannot repair step "${step}" now: ${reason}; try again`, { cause: error });
}
