// What events say of subjects is laid over their profiles in match order, so that the next event is judged with it.
import {
  mergeTraits,
  NO_PROFILE,
  PROFILE_BYTES_MAX,
  readsProfile,
  traitsOf,
  traitTime,
} from "@throughline/flow";
import type { JsonObject, MergedTraits, Plan, Profile } from "@throughline/flow";
import type { EventRow, ProfileRow, RefusalRow, RunHead, WaitRow } from "../rows.ts";
import type { MatchKeys } from "./match-keys.ts";

/** The profiles that a batch is judged with, as they are after the events so far. */
export class ProfileDraft {
  readonly #kept: ReadonlyMap<string, Profile>;
  readonly #changed = new Map<string, Profile>();
  readonly #refusals: RefusalRow[] = [];

  constructor(kept: ReadonlyMap<string, Profile>) {
    this.#kept = kept;
  }

  /** What is known of a subject now. */
  attributesOf(subject: string): JsonObject {
    return this.#profileOf(subject).attributes;
  }

  /** Takes what an event says; one that does not fit leaves the profile as it was. */
  take(event: EventRow): void {
    const said = traitsOf(event);
    if (said === null) return;
    const { subject, traits } = said;
    const merged = mergeTraits(this.#profileOf(subject), traits, traitTime(event, event.receivedAt));
    const refusal = refusalOf(event.seq, merged, Object.keys(traits).length);
    if (refusal !== null) this.#refusals.push(refusal);
    if (merged.ok) this.#changed.set(subject, merged.profile);
  }

  /** Every profile that changes, one row per subject, and one refusal for each event whose traits were not all merged. */
  finish(): { readonly profiles: readonly ProfileRow[]; readonly refusals: readonly RefusalRow[] } {
    const profiles = [...this.#changed].map(([subject, profile]) => ({ subject, ...profile }));
    return { profiles, refusals: this.#refusals };
  }

  #profileOf(subject: string): Profile {
    return this.#changed.get(subject) ?? this.#kept.get(subject) ?? NO_PROFILE;
  }
}

/** The subjects whose profiles a batch is judged with: of its events, and of runs whose waits ask for them. */
export function subjectsKnown(
  { events }: MatchKeys,
  waits: readonly WaitRow[],
  runs: readonly RunHead[],
): readonly string[] {
  const asking = new Set(waits.flatMap(({ run, filter }) => (readsProfile(filter) ? [run] : [])));
  const subjects = new Set(runs.flatMap(({ id, subject }) => (asking.has(id) ? [subject] : [])));
  for (const { event, candidates } of events) {
    const said = traitsOf(event);
    if (said !== null) subjects.add(said.subject);
    for (const one of candidates)
      if (one.kind === "enter" && asksForProfile(one.live.plan)) subjects.add(one.subject);
  }
  return [...subjects];
}

function asksForProfile({ steps }: Plan): boolean {
  return steps.some((step) => step.op === "wait" && step.events.some(({ filter }) => readsProfile(filter)));
}

/** Of no flow: the event itself is refused as a change of the profile, whatever it starts and wakes. */
function refusalOf(seq: number, merged: MergedTraits, said: number): RefusalRow | null {
  const about = { seq, flow: "", version: 0, run: null };
  if (!merged.ok) {
    const detail = `its traits were not merged: the profile would have ${merged.bytes} bytes, at most ${PROFILE_BYTES_MAX} are kept`;
    return { ...about, code: "profile-too-large", detail };
  }
  if (merged.older.length === 0) return null;
  const names = `${merged.older.slice(0, NAMES_TOLD).join(", ")}${merged.older.length > NAMES_TOLD ? ", …" : ""}`;
  return merged.older.length === said
    ? {
        ...about,
        code: "traits-older",
        detail: `its traits were not merged: newer values are known of ${names}`,
      }
    : {
        ...about,
        code: "some-traits-older",
        detail: `of its traits these were not merged, because newer values are known: ${names}`,
      };
}

/** A sentence names no more fields than one reads. */
const NAMES_TOLD = 10;
