import { recordOffer, revokeOffer } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { OffersPort } from "@throughline/nodes";
import type { StepContext } from "./step-context.ts";

/** Creates the port through which a step gives offers. */
export function createOffersPort(sql: Sql, context: StepContext): OffersPort {
  return {
    record: (key, offer) => recordOffer(sql, key, { ...offer, run: context.run }),
    revoke: (key) => revokeOffer(sql, key),
  };
}
