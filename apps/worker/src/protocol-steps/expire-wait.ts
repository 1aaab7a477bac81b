import type { RunStore } from "@throughline/protocol";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";

/** Asks who was first, the deadline of a wait or an event; a compare-and-set on its rows. */
export function createExpireWait({
  store,
}: {
  readonly store: Pick<RunStore, "expireWait">;
}): ProtocolSteps["expire-wait"] {
  return (call) => store.expireWait(call);
}
