import type { Delivery } from "@throughline/flow";
import type { DeliveryRow } from "../rows.ts";
import type { DeadLetter } from "./writes.ts";

/** A delivery refused for good keeps its number and says so, because a number may not be skipped. */
export function refuseDelivery(
  row: DeliveryRow,
  reason: string,
): { readonly payload: Delivery; readonly deadLetter: DeadLetter } | null {
  const { payload } = row;
  if (row.state === "settled" || payload.kind === "start" || payload.kind === "undeliverable") return null;
  return {
    payload: { kind: "undeliverable", wait: stepOf(payload), reason },
    deadLetter: { kind: "delivery", run: row.run, n: row.n, reason, payload, seq: row.seq },
  };
}

/** The step (`node.visit`) that a delivery is for; null when it is for the whole run. */
export function stepOf(payload: Delivery): string | null {
  if (payload.kind === "event" || payload.kind === "expired") return payload.wait;
  return payload.kind === "decision" ? payload.step : null;
}
