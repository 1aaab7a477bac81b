import type { RunStore } from "@throughline/protocol";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";

/** Reads the profile of the run's subject as it is now. */
export function createReadProfile({
  store,
}: {
  readonly store: Pick<RunStore, "readProfile">;
}): ProtocolSteps["read-profile"] {
  return ({ run }) => store.readProfile(run);
}
