// The questions every decision asks of a run's row, and the one way to take a number.
import type { Delivery } from "@throughline/flow";
import type { DeliveryRow, RunHead } from "./rows.ts";

/** The stored outcome of a run that is not open any more; the run ends with it. */
export interface RunClosed {
  readonly kind: "run-closed";
  readonly outcome: string;
}

/** The run has a row in Temporal or is about to: protocol steps and effects go on. */
export function isLive<Run extends RunHead>(run: Run | null): run is Run {
  return run !== null && (run.state === "starting" || run.state === "open");
}

/** Numbers may be taken: queued, starting or open. */
export function takesNumbers<Run extends RunHead>(run: Run | null): run is Run {
  return run !== null && (run.state === "queued" || isLive(run));
}

/** What a protocol step of a run that is not live any more is told. */
export function toRunClosed(run: RunHead | null): RunClosed {
  return { kind: "run-closed", outcome: outcomeOf(run) };
}

/** The stored outcome, or the state that stands for one. */
export function outcomeOf(run: RunHead | null): string {
  return run?.outcome ?? run?.state ?? "unknown";
}

/** Takes the run's next number for a delivery: both rows belong in one transaction. */
export function numberDelivery<Run extends RunHead>(
  run: Run,
  payload: Delivery,
  seq: number | null = null,
): { readonly run: Run; readonly delivery: DeliveryRow } {
  return {
    run: { ...run, nextN: run.nextN + 1 },
    delivery: { run: run.id, n: run.nextN, payload, seq, state: "pending", attempts: 0, settledAs: null },
  };
}
