// What events say of a subject is laid over its profile, unless it would grow too large: every start of a run carries it.
import type { JsonObject } from "@throughline/flow";
import type { RefusalRow } from "../rows.ts";
import type { ProfileChange } from "./match.ts";

/** Bytes of JSON that a profile may have. */
export const PROFILE_BYTES_MAX = 65_536;

/** What a batch does to profiles. */
export interface FittedProfiles {
  /** Everything that fits, one row per subject. */
  readonly profiles: readonly { readonly subject: string; readonly traits: JsonObject }[];
  /** One for each event whose traits do not fit: its receipt says so. */
  readonly refusals: readonly RefusalRow[];
}

/** Judges changes in their order; one that does not fit leaves the profile as it was, and the next is judged on that. */
export function fitProfiles(
  kept: ReadonlyMap<string, JsonObject>,
  changes: readonly ProfileChange[],
): FittedProfiles {
  const whole = new Map(kept);
  const changed = new Map<string, JsonObject>();
  const refusals: RefusalRow[] = [];
  for (const { subject, traits, seq } of changes) {
    const next = { ...whole.get(subject), ...traits };
    const bytes = Buffer.byteLength(JSON.stringify(next));
    if (bytes > PROFILE_BYTES_MAX) {
      refusals.push(tooLarge(seq, bytes));
      continue;
    }
    whole.set(subject, next);
    changed.set(subject, { ...changed.get(subject), ...traits });
  }
  return { profiles: [...changed].map(([subject, traits]) => ({ subject, traits })), refusals };
}

/** Of no flow: the event itself is refused as a change of the profile, whatever it starts and wakes. */
function tooLarge(seq: number, bytes: number): RefusalRow {
  const detail = `its traits were not merged: the profile would have ${bytes} bytes, at most ${PROFILE_BYTES_MAX} are kept`;
  return { seq, flow: "", version: 0, code: "profile-too-large", detail, run: null };
}
