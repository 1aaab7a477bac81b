// A flow is paused or resumed as a whole: every run that is not closed is told, and entries are refused meanwhile.
import type { RunHead } from "../rows.ts";
import type { FlowControl } from "../store.ts";
import { numberDelivery, takesNumbers } from "../run-state.ts";
import { NO_WRITES } from "../writes.ts";
import type { Writes } from "../writes.ts";

/** Whether there is something to do; `isPaused` is null when there is no such flow. */
export function judgeFlowControl(
  kind: FlowControl["kind"],
  isPaused: boolean | null,
): "change" | "already" | "not-found" {
  if (isPaused === null) return "not-found";
  return isPaused === (kind === "pause") ? "already" : "change";
}

/** Numbers the pause or resume for some of the flow's runs; those that a person paused alone are resumed with the rest. */
export function tellRuns({ kind, by }: FlowControl, runs: readonly RunHead[]): Writes {
  const numbered = runs.filter(takesNumbers).map((run) => numberDelivery(run, { kind, by }));
  return {
    ...NO_WRITES,
    runs: numbered.map(({ run }) => run),
    deliveries: numbered.map(({ delivery }) => delivery),
    // A queued run hears of it when it starts.
    announce: numbered.flatMap(({ run }) => (run.state === "queued" ? [] : [run.id])),
  };
}
