// The questions every decision asks of a run's row, and the one way to take a number.
import type { Delivery } from "@throughline/flow";
import type { DeliveryRow, RunRow } from "../rows.ts";
import type { RunClosed } from "../store.ts";

/** The run has a row in Temporal or is about to: protocol steps and effects go on. */
export function isLive(run: RunRow | null): run is RunRow {
  return run !== null && (run.state === "starting" || run.state === "open");
}

/** Numbers may be taken: queued, starting or open. */
export function takesNumbers(run: RunRow | null): run is RunRow {
  return run !== null && (run.state === "queued" || isLive(run));
}

/** What a protocol step of a run that is not live any more is told. */
export function toRunClosed(run: RunRow | null): RunClosed {
  return { kind: "run-closed", outcome: outcomeOf(run) };
}

/** The stored outcome, or the state that stands for one. */
export function outcomeOf(run: RunRow | null): string {
  return run?.outcome ?? run?.state ?? "unknown";
}

/** Takes the run's next number for a delivery: both rows belong in one transaction. */
export function numberDelivery(
  run: RunRow,
  payload: Delivery,
  seq: number | null = null,
): { readonly run: RunRow; readonly delivery: DeliveryRow } {
  return {
    run: { ...run, nextN: run.nextN + 1 },
    delivery: { run: run.id, n: run.nextN, payload, seq, state: "pending", attempts: 0, settledAs: null },
  };
}
