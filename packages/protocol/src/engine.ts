// The Engine port: what delivering needs of Temporal. Temporal implements it in the worker, a model in `simulate`.
import type { Delivery, StartInput } from "@throughline/flow";

/** The engine cannot take it now: unreachable, overloaded, or too many signals. Back off and try again. */
export class EngineUnavailableError extends Error {
  override readonly name = "EngineUnavailableError";
}

export type StartAnswer =
  | { readonly kind: "started" }
  /** A workflow with this id exists and its memo `{run, planHash}` is ours. */
  | { readonly kind: "already-ours" }
  /** Refused for good: the id is somebody else's, or the input cannot be taken. */
  | { readonly kind: "refused"; readonly reason: string };

export type SignalAnswer =
  | { readonly kind: "sent" }
  /** No open execution; settles only when the run's row is closed. */
  | { readonly kind: "not-found" }
  | { readonly kind: "refused"; readonly reason: string };

export interface Engine {
  start(input: StartInput): Promise<StartAnswer>;
  /** A raw signal to the workflow id without a Temporal run id; `requestId` is `run:n`. */
  signal(run: string, n: number, delivery: Delivery): Promise<SignalAnswer>;
  /** By workflow id, without a Temporal run id. */
  describe(run: string): Promise<"running" | "not-running" | "not-found">;
  /** Workflow ids of executions closed since an instant (ms), newest first. */
  closedSince(at: number): Promise<readonly string[]>;
}
