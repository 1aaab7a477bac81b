import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface UnpublishFlowRequest {
  readonly flow: string;
  readonly by: string;
}

export type UnpublishFlowAnswer = { readonly kind: "unpublished" } | { readonly kind: "not-live" };

/** No new entries from now on; open runs go on. */
export const unpublishFlow = transaction({
  name: "unpublish-flow",
  matching: "exclusive",
  needs: ({ flow }: UnpublishFlowRequest) => ({ flow, counter: true }) as const,
  decide({ by }, { flow, counter }): Decision<UnpublishFlowAnswer> {
    if (flow === null || flow.liveVersion === null) return onlyAnswer({ kind: "not-live" });
    const ended = { flow: flow.key, by, routing: counter.routing + 1, version: null, listeners: [] };
    return { answer: { kind: "unpublished" }, writes: { ...NO_WRITES, live: [ended] } };
  },
});
