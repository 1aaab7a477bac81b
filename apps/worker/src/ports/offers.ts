import { recordOffer, revokeOffer } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { OffersPort } from "@throughline/nodes";
import type { StepContext } from "./step-context.ts";

/** Creates the port through which a step gives offers. */
export function createOffersPort(sql: Sql, context: StepContext): OffersPort {
  return {
    record: async (key, offer) => {
      const recorded = await recordOffer(sql, key, { ...offer, run: context.run });
      context.note({ offer: { ...recorded } });
      return recorded;
    },
    revoke: (key) => revokeOffer(sql, key),
  };
}
