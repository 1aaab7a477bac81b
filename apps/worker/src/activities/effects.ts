// The effects ledger, as a step's `effect`: what was done is never done again under the same key.
import type { Json } from "@throughline/flow";
import { CappedError, StepError, UnsureError } from "@throughline/nodes";
import type { Effect } from "@throughline/nodes";
import { beginEffect, endEffect, releaseEffect } from "@throughline/protocol";
import type { TransactStore } from "@throughline/protocol";
import { writeDown } from "../write-down.ts";

/** The run's row is closed: no effect begins any more, the run ends with the stored outcome. */
export class RunClosedError extends Error {
  override readonly name = "RunClosedError";
  readonly outcome: string;
  constructor(outcome: string) {
    super(`The run is closed with outcome "${outcome}"`);
    this.outcome = outcome;
  }
}

export interface EffectContext {
  readonly run: string;
  /** Effect key prefix `run/node.visit`. */
  readonly key: string;
  readonly subject: string;
  /** The receiver does not fold repeats by key (mail), so an effect of unknown outcome is a choice. */
  readonly mayBeUnsure: boolean;
  readonly unsure: "resend" | "park";
}

/** Creates `effect` for one try of a step. */
export function createEffect({ transact }: TransactStore, context: EffectContext): Effect {
  const parksUnsure = context.mayBeUnsure && context.unsure === "park";
  return async <T extends Json>(
    name: string,
    call: (key: string) => Promise<T>,
    options: Parameters<Effect>[2] = {},
  ): Promise<T> => {
    const key = `${context.key}/${name}`;
    const begun = await transact(beginEffect, {
      run: context.run,
      key,
      ...(options.cap === undefined ? {} : { cap: { ...options.cap, subject: context.subject } }),
    });
    switch (begun.kind) {
      case "run-closed":
        throw new RunClosedError(begun.outcome);
      case "capped":
        throw new CappedError(begun.detail);
      case "done":
        // What is stored under a key is what the same call returned.
        return begun.result as T;
      case "go":
        break;
    }
    const { attempt } = begun;
    const markUnsure = () => transact(endEffect, { key, attempt, state: "unsure", result: null });
    if (parksUnsure && begun.previous !== "none") {
      await markUnsure();
      throw unsureParks(key);
    }
    const result = await call(key).catch(async (error: unknown) => {
      if (error instanceof UnsureError) {
        await markUnsure();
        throw parksUnsure ? unsureParks(key, error) : error;
      }
      // A StepError says that nothing happened; of any other error nobody knows, so the intent stays.
      if (error instanceof StepError) await transact(releaseEffect, { key, attempt });
      throw error;
    });
    await writeDown(() => transact(endEffect, { key, attempt, state: "done", result }));
    return result;
  };
}

function unsureParks(key: string, cause?: unknown): StepError {
  return new StepError(
    "effect-unsure",
    `It is not known whether "${key}" happened; look at the receiver, then send it again or skip it`,
    cause === undefined ? {} : { cause },
  );
}
