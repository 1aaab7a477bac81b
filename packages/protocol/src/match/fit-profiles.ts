// What events say of a subject is laid over its profile, in match order.
import { mergeTraits, PROFILE_BYTES_MAX } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import type { RefusalRow } from "../rows.ts";
import type { ProfileChange } from "./match.ts";

/** What a batch does to profiles. */
export interface FittedProfiles {
  /** Every profile that changes, as it is then, one row per subject. */
  readonly profiles: readonly { readonly subject: string; readonly attributes: JsonObject }[];
  /** One for each event whose traits do not fit: its receipt says so. */
  readonly refusals: readonly RefusalRow[];
}

/** Judges changes in their order; one that does not fit leaves the profile as it was, and the next is judged on that. */
export function fitProfiles(
  kept: ReadonlyMap<string, JsonObject>,
  changes: readonly ProfileChange[],
): FittedProfiles {
  const changed = new Map<string, JsonObject>();
  const refusals: RefusalRow[] = [];
  for (const { subject, traits, seq } of changes) {
    const merged = mergeTraits(changed.get(subject) ?? kept.get(subject) ?? {}, traits);
    if (merged.ok) changed.set(subject, merged.profile);
    else refusals.push(tooLarge(seq, merged.bytes));
  }
  return { profiles: [...changed].map(([subject, attributes]) => ({ subject, attributes })), refusals };
}

/** Of no flow: the event itself is refused as a change of the profile, whatever it starts and wakes. */
function tooLarge(seq: number, bytes: number): RefusalRow {
  const detail = `its traits were not merged: the profile would have ${bytes} bytes, at most ${PROFILE_BYTES_MAX} are kept`;
  return { seq, flow: "", version: 0, code: "profile-too-large", detail, run: null };
}
