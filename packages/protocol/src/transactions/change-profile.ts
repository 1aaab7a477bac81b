// A profile changes by one rule, whoever changes it: an event does it in the matcher's batch (`ProfileDraft`), the API and
// the steps of a run by this transaction, under the match lock, so that every change has its place in the match order.
import { mergeTraits } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface ChangeProfileRequest {
  readonly subject: string;
  /** Laid over the profile; null removes a field. */
  readonly changes: JsonObject;
  /** Who changes it, for the field's time. */
  readonly by: string;
}

export type ChangeProfileAnswer =
  | { readonly kind: "changed"; readonly profile: JsonObject }
  /** It would have so many bytes; nothing was stored. */
  | { readonly kind: "too-large"; readonly bytes: number };

/** Changes what is known of a subject. */
export const changeProfile = transaction({
  name: "change-profile",
  matching: "shared",
  needs: ({ subject }: ChangeProfileRequest) => ({ profile: subject, clock: true }) as const,
  decide({ subject, changes, by }, { profile, clock }): Decision<ChangeProfileAnswer> {
    const merged = mergeTraits(profile, changes, { at: clock, receivedAt: clock, by });
    if (!merged.ok) return onlyAnswer({ kind: "too-large", bytes: merged.bytes });
    return {
      answer: { kind: "changed", profile: merged.profile.attributes },
      writes: { ...NO_WRITES, profiles: [{ subject, ...merged.profile }] },
    };
  },
});
