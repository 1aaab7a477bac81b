// The one rule of how a profile changes, whoever changes it: an event, a person or a step.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { FlowEvent } from "./event.ts";
import type { JsonObject } from "./json.ts";

/** Bytes of JSON that a profile may have, and as many its times: every start of a run carries the profile. */
export const PROFILE_BYTES_MAX = 65_536;

/** When a field was said, and by whom. Instants are ms since the epoch. */
export interface TraitTime {
  /** When it was so, as the sender says; never after it was received. */
  readonly at: number;
  readonly receivedAt: number;
  /** The source of the event, or who else changed it. */
  readonly by: string;
}

/** What is known of a subject. */
export interface Profile {
  readonly attributes: JsonObject;
  /** Of every field, and of fields that were removed: what is older cannot bring them back. */
  readonly times: Readonly<Record<string, TraitTime>>;
}

export const NO_PROFILE: Profile = Object.freeze({ attributes: {}, times: {} });

/** The profile after a change, or how many bytes too large a one would have. */
export type MergedTraits =
  | {
      readonly ok: true;
      readonly profile: Profile;
      /** Fields of the change that stay as they are, because something newer is known of them. */
      readonly older: readonly string[];
    }
  | { readonly ok: false; readonly bytes: number };

/**
 * Lays fields over a profile, whole fields, not what is inside them; null removes a field. Of two values of a field the one
 * of the later time stays, whichever comes first; of one time, the one that was received later. Every change goes through it.
 *
 * @example mergeTraits({ attributes: { city: "Bern" }, times: {} }, { city: null, plan: "pro" }, { at: 5, receivedAt: 5, by: "shop" })
 * // { ok: true, profile: { attributes: { plan: "pro" }, times: { city: …, plan: … } }, older: [] }
 */
export function mergeTraits(profile: Profile, changes: JsonObject, said: TraitTime): MergedTraits {
  const older = new Set(Object.keys(changes).filter((name) => isNewerKnown(profile.times, name, said)));
  const taken = Object.entries(changes).filter(([name]) => !older.has(name));
  const fields = Object.entries({ ...profile.attributes, ...Object.fromEntries(taken) }).filter(
    ([, value]) => value !== null,
  );
  const attributes: JsonObject = Object.fromEntries(fields);
  const bytes = bytesOf(attributes);
  if (bytes > PROFILE_BYTES_MAX) return { ok: false, bytes };
  const now = Object.fromEntries(taken.map(([name]) => [name, said]));
  const kept = forgetOldest({ ...profile.times, ...now }, attributes);
  return kept.ok ? { ok: true, profile: { attributes, times: kept.times }, older: [...older] } : kept;
}

/** When an event's traits were so. A clock that goes ahead must not outlast every later value. */
export function traitTime(event: Pick<FlowEvent, "time" | "source">, receivedAt: number): TraitTime {
  const said = event.time === undefined ? Number.NaN : Date.parse(event.time);
  return { at: said < receivedAt ? said : receivedAt, receivedAt, by: event.source };
}

function isNewerKnown(times: Profile["times"], name: string, said: TraitTime): boolean {
  const known = Object.hasOwn(times, name) ? times[name] : undefined;
  if (known === undefined) return false;
  return known.at === said.at ? known.receivedAt > said.receivedAt : known.at > said.at;
}

/** Where there is no room for all times, those of fields removed longest ago go first. */
function forgetOldest(
  times: Profile["times"],
  attributes: JsonObject,
): { readonly ok: true; readonly times: Profile["times"] } | { readonly ok: false; readonly bytes: number } {
  let bytes = bytesOf(times);
  if (bytes <= PROFILE_BYTES_MAX) return { ok: true, times };
  const removed = Object.entries(times)
    .filter(([name]) => !Object.hasOwn(attributes, name))
    .toSorted(([, a], [, b]) => a.at - b.at);
  const forgotten = new Set<string>();
  for (const [name, time] of removed) {
    if (bytes <= PROFILE_BYTES_MAX) break;
    forgotten.add(name);
    // With the colon and the comma.
    bytes -= bytesOf(name) + bytesOf(time) + 2;
  }
  if (bytes > PROFILE_BYTES_MAX) return { ok: false, bytes };
  return {
    ok: true,
    times: Object.fromEntries(Object.entries(times).filter(([name]) => !forgotten.has(name))),
  };
}

function bytesOf(value: unknown): number {
  return utf8ToBytes(JSON.stringify(value)).length;
}
