import { PROFILE_BYTES_MAX } from "@throughline/flow";
import type { JsonObject, Profile } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import type { EventRow } from "../rows.ts";
import { ProfileDraft } from "./profile-draft.ts";

const text = (bytes: number): string => "x".repeat(bytes);
const identify = (seq: number, traits: JsonObject, fields: Partial<EventRow> = {}): EventRow => ({
  id: `e${seq}`,
  source: "shop",
  type: "profile.identified",
  subject: "ada",
  data: { traits },
  seq,
  receivedAt: seq * 1_000,
  ...fields,
});
const at = (ms: number) => new Date(ms).toISOString();

function take(events: readonly EventRow[], kept: JsonObject = {}) {
  const draft = new ProfileDraft(new Map<string, Profile>([["ada", { attributes: kept, times: {} }]]));
  for (const event of events) draft.take(event);
  const { profiles, refusals } = draft.finish();
  return {
    profiles: profiles.map(({ subject, attributes }) => [subject, attributes]),
    refusals: refusals.map(({ seq, flow, code, detail }) => ({ seq, flow, code, detail })),
  };
}

describe("ProfileDraft", () => {
  it("lays traits over traits, one row per subject", () => {
    expect(take([identify(1, { a: 1, b: 1 }), identify(2, { b: 2 })])).toEqual({
      profiles: [["ada", { a: 1, b: 2 }]],
      refusals: [],
    });
  });

  it("removes a field by null, for the events after it too", () => {
    const { profiles } = take([identify(1, { a: null, b: 1 }), identify(2, { b: null })], { a: 1, c: 1 });
    expect(profiles).toEqual([["ada", { c: 1 }]]);
  });

  it("keeps the newer value, whichever comes first, and says which were older", () => {
    const { profiles, refusals } = take([
      identify(10, { city: "Paris", phone: null, plan: "pro" }, { time: at(9_000) }),
      identify(11, { city: "Bern", phone: "1", name: "Ada" }, { time: at(5_000) }),
      identify(12, { city: "Rome" }, { time: at(8_999) }),
    ]);
    expect(profiles).toEqual([["ada", { city: "Paris", plan: "pro", name: "Ada" }]]);
    expect(refusals).toEqual([
      {
        seq: 11,
        flow: "",
        code: "some-traits-older",
        detail: "of its traits these were not merged, because newer values are known: city, phone",
      },
      {
        seq: 12,
        flow: "",
        code: "traits-older",
        detail: "its traits were not merged: newer values are known of city",
      },
    ]);
  });

  it("knows one subject by any spelling of its address", () => {
    const { profiles } = take([
      identify(1, { a: 1 }, { subject: "Ben@Example.com" }),
      identify(2, { b: 2 }, { subject: "ben@example.com" }),
    ]);
    expect(profiles).toEqual([["ben@example.com", { a: 1, b: 2 }]]);
  });

  it("refuses the event that makes a profile too large, and takes the ones around it", () => {
    const old = text(PROFILE_BYTES_MAX - 1_000);
    const { profiles, refusals } = take(
      [identify(1, { a: 1 }), identify(2, { big: text(2_000) }), identify(3, { b: 2 })],
      { old },
    );
    expect(profiles).toEqual([["ada", { old, a: 1, b: 2 }]]);
    expect(refusals).toMatchObject([{ seq: 2, flow: "", code: "profile-too-large" }]);
  });
});
