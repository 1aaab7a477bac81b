import type { Delivery } from "@throughline/flow";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface RefuseDeliveryRequest {
  readonly run: string;
  readonly n: number;
  readonly claim: string;
  readonly reason: string;
}

/** A delivery refused for good keeps its number and says so, because a number may not be skipped. */
export const refuseDelivery = transaction({
  name: "refuse-delivery",
  matching: "none",
  needs: ({ run, n, claim }: RefuseDeliveryRequest) => ({
    run,
    claim: { run, claim },
    delivery: { run, n },
  }),
  decide({ reason }, { claim, delivery }): Decision<{ readonly refused: boolean }> {
    if (!claim || delivery === null || delivery.state === "settled") return onlyAnswer({ refused: false });
    const { run, n, payload, seq } = delivery;
    if (payload.kind === "start" || payload.kind === "undeliverable") return onlyAnswer({ refused: false });
    return {
      answer: { refused: true },
      writes: {
        ...NO_WRITES,
        payloads: [{ run, n, payload: { kind: "undeliverable", wait: stepOf(payload), reason } }],
        deadLetters: [{ kind: "delivery", run, n, reason, payload, seq }],
      },
    };
  },
});

/** The step (`node.visit`) that a delivery is for; null when it is for the whole run. */
export function stepOf(payload: Delivery): string | null {
  if (payload.kind === "event" || payload.kind === "expired") return payload.wait;
  return payload.kind === "decision" ? payload.step : null;
}
