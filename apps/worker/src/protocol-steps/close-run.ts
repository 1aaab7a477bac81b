import type { RunStore } from "@throughline/protocol";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";
import { toStoredTrail } from "./stored-trail.ts";

/** Closes the run's row unless deliveries are left that the run has not handled; a repeat answers the stored outcome. */
export function createCloseRun({
  store,
}: {
  readonly store: Pick<RunStore, "closeRun">;
}): ProtocolSteps["close-run"] {
  return ({ run, outcome, handled, trail }) =>
    store.closeRun({ run, outcome, handled, trail: toStoredTrail(trail) });
}
