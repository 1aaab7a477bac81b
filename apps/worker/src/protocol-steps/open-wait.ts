import type { RunStore } from "@throughline/protocol";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";

/** Writes the rows of a wait that could not be known at entry; an event that is already there becomes a delivery. */
export function createOpenWait({
  store,
}: {
  readonly store: Pick<RunStore, "openWait">;
}): ProtocolSteps["open-wait"] {
  return (call) => store.openWait(call);
}
