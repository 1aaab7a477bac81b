// The one rule of how a profile changes, whoever changes it: an event, a person or a step.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { JsonObject } from "./json.ts";

/** Bytes of JSON that a profile may have: every start of a run carries it. */
export const PROFILE_BYTES_MAX = 65_536;

/** The profile after a change, or how many bytes too large a one would have. */
export type MergedTraits =
  | { readonly ok: true; readonly profile: JsonObject }
  | { readonly ok: false; readonly bytes: number };

/**
 * Lays fields over a profile, whole fields, not what is inside them; null removes a field. Every change goes through it:
 * `fitProfiles` for events, `mergeProfile` of the database for the API and for steps.
 *
 * @example mergeTraits({ name: "Ada", city: "Bern" }, { city: null, plan: "pro" }) // { ok: true, profile: { name: "Ada", plan: "pro" } }
 */
export function mergeTraits(profile: JsonObject, changes: JsonObject): MergedTraits {
  const fields = Object.entries({ ...profile, ...changes }).filter(([, value]) => value !== null);
  const merged: JsonObject = Object.fromEntries(fields);
  const bytes = utf8ToBytes(JSON.stringify(merged)).length;
  return bytes > PROFILE_BYTES_MAX ? { ok: false, bytes } : { ok: true, profile: merged };
}
