import type { RunStore } from "@throughline/protocol";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";

/** Asks who was first, the due time of a task or a person; a compare-and-set on its row. */
export function createExpireTask({
  store,
}: {
  readonly store: Pick<RunStore, "expireTask">;
}): ProtocolSteps["expire-task"] {
  return (call) => store.expireTask(call);
}
