import { PROFILE_BYTES_MAX } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { fitProfiles } from "./fit-profiles.ts";

const text = (bytes: number): string => "x".repeat(bytes);

describe("fitProfiles()", () => {
  it("lays traits over traits, one row per subject", () => {
    const changes = [
      { subject: "ada", traits: { a: 1, b: 1 }, seq: 1 },
      { subject: "ada", traits: { b: 2 }, seq: 2 },
    ];
    expect(fitProfiles(new Map(), changes)).toEqual({
      profiles: [{ subject: "ada", attributes: { a: 1, b: 2 } }],
      refusals: [],
    });
  });

  it("removes a field by null, for the events after it too", () => {
    const changes = [
      { subject: "ada", traits: { a: null, b: 1 }, seq: 1 },
      { subject: "ada", traits: { b: null }, seq: 2 },
    ];
    const { profiles } = fitProfiles(new Map([["ada", { a: 1, c: 1 }]]), changes);
    expect(profiles).toEqual([{ subject: "ada", attributes: { c: 1 } }]);
  });

  it("refuses the event that makes a profile too large, and takes the ones around it", () => {
    const kept = new Map([["ada", { old: text(PROFILE_BYTES_MAX - 1_000) }]]);
    const changes = [
      { subject: "ada", traits: { a: 1 }, seq: 1 },
      { subject: "ada", traits: { big: text(2_000) }, seq: 2 },
      { subject: "ada", traits: { b: 2 }, seq: 3 },
    ];
    const { profiles, refusals } = fitProfiles(kept, changes);
    expect(profiles).toEqual([
      { subject: "ada", attributes: { old: text(PROFILE_BYTES_MAX - 1_000), a: 1, b: 2 } },
    ]);
    expect(refusals).toMatchObject([{ seq: 2, flow: "", code: "profile-too-large" }]);
  });
});
