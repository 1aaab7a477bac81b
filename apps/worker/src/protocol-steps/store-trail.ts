import type { RunStore } from "@throughline/protocol";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";
import { toStoredTrail } from "./stored-trail.ts";

/** Keeps what an execution knows of its visits before the run continues as new. */
export function createStoreTrail({
  store,
}: {
  readonly store: Pick<RunStore, "storeTrail">;
}): ProtocolSteps["store-trail"] {
  return ({ run, part, trail }) => store.storeTrail({ run, part, trail: toStoredTrail(trail) });
}
