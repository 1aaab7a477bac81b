import type { Json } from "@throughline/flow";
import { isLive, toRunClosed } from "../run-state.ts";
import type { RunClosed } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface StoreTrailRequest {
  readonly run: string;
  /** The number of the execution in the chain: a repeat replaces its own part. */
  readonly part: number;
  readonly trail: Json;
}

export type StoreTrailAnswer = { readonly kind: "stored" } | RunClosed;

/** Keeps what an execution knows of its visits before the run continues as new. */
export const storeTrail = transaction({
  name: "store-trail",
  matching: "none",
  needs: ({ run }: StoreTrailRequest) => ({ run }),
  decide: (request, { run }): Decision<StoreTrailAnswer> =>
    isLive(run)
      ? { answer: { kind: "stored" }, writes: { ...NO_WRITES, trails: [request] } }
      : onlyAnswer(toRunClosed(run)),
});
