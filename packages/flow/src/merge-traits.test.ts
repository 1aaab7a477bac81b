import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "./json.ts";
import { mergeTraits, NO_PROFILE, PROFILE_BYTES_MAX, traitTime } from "./merge-traits.ts";
import type { Profile } from "./merge-traits.ts";

const said = (at: number, receivedAt = at) => ({ at, receivedAt, by: "shop" });

function merge(profile: Profile, changes: JsonObject, at: number, receivedAt?: number): Profile {
  const merged = mergeTraits(profile, changes, said(at, receivedAt));
  if (merged.ok) return merged.profile;
  throw new Error(`expected a profile, it has ${merged.bytes} bytes`);
}

const known = (attributes: JsonObject): Profile => ({ attributes, times: {} });

describe("mergeTraits()", () => {
  it.each([
    ["lays fields over fields", { a: 1, b: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ["removes a field by null", { a: 1, b: 1 }, { b: null }, { a: 1 }],
    ["keeps no null of a field that was not there", {}, { a: null }, {}],
    [
      "replaces what is inside a field, and leaves a null in it",
      { a: { b: 1, c: 1 } },
      { a: { b: null } },
      { a: { b: null } },
    ],
    [
      "takes a field of any name",
      {},
      JSON.parse('{"__proto__":1,"constructor":2}') as object,
      JSON.parse('{"__proto__":1,"constructor":2}') as object,
    ],
  ])("%s", (_name, profile, changes, merged) => {
    expect(merge(known({ ...profile }), { ...changes }, 1).attributes).toEqual(merged);
  });

  it("keeps the value of the later time, whichever comes first; of one time, what was received later", () => {
    const now = merge(NO_PROFILE, { city: "Paris", plan: "pro" }, 20);
    expect(mergeTraits(now, { city: "Bern", name: "Ada" }, said(10, 30))).toMatchObject({
      profile: { attributes: { city: "Paris", plan: "pro", name: "Ada" } },
      older: ["city"],
    });
    expect(merge(now, { city: "Rome" }, 20, 21).attributes["city"]).toBe("Rome");
    expect(merge(now, { city: "Rome" }, 20, 19).attributes["city"]).toBe("Paris");
  });

  it("does not bring back what was removed later", () => {
    const removed = merge(merge(NO_PROFILE, { phone: "1" }, 10), { phone: null }, 20);
    expect(merge(removed, { phone: "1" }, 15, 30).attributes).toEqual({});
    expect(merge(removed, { phone: "2" }, 21).attributes).toEqual({ phone: "2" });
  });

  it("comes to one profile in whatever order changes arrive", () => {
    const change = fc.record({
      at: fc.nat(5),
      changes: fc.dictionary(fc.constantFrom("a", "b", "__proto__"), fc.constantFrom(1, 2, null)),
    });
    const changesAndOrder = fc
      .array(change, { maxLength: 6 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray([...list.keys()], { minLength: list.length })),
      );
    fc.assert(
      fc.property(changesAndOrder, ([list, order]) => {
        const all = (places: readonly number[]) =>
          places.reduce<Profile>((profile, place) => {
            const one = list[place];
            return one === undefined ? profile : merge(profile, one.changes, one.at, 10 + place);
          }, NO_PROFILE);
        expect(all(order)).toEqual(all([...list.keys()]));
      }),
    );
  });

  it("takes a profile of as many bytes as there may be, and no more", () => {
    const name = "é".repeat((PROFILE_BYTES_MAX - '{"n":""}'.length) / 2);
    const full = merge(NO_PROFILE, { n: name }, 1);
    expect(full.attributes).toEqual({ n: name });
    expect(mergeTraits(full, { m: "" }, said(2))).toEqual({ ok: false, bytes: PROFILE_BYTES_MAX + 7 });
    expect(merge(full, { m: "x", n: null }, 2).attributes).toEqual({ m: "x" });
  });

  it("forgets what was removed longest ago, so that times need no more room than a profile", () => {
    let profile = merge(NO_PROFILE, { kept: 1 }, 0);
    for (let at = 1; at <= 40; at++)
      profile = merge(
        profile,
        Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`field-${at}-${i}`, null])),
        at,
      );
    expect(JSON.stringify(profile.times).length).toBeLessThanOrEqual(PROFILE_BYTES_MAX);
    expect(Object.keys(profile.times)).toEqual(expect.arrayContaining(["kept", "field-40-49", "field-30-0"]));
    expect(Object.keys(profile.times)).not.toContain("field-1-0");
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`f${i}`, 1]));
    expect(mergeTraits(NO_PROFILE, many, said(1)).ok).toBe(false);
  });
});

describe("traitTime()", () => {
  it.each([
    ["when it says", "2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:00:00Z")],
    ["when it was received, if it says nothing", undefined, 2e12],
    ["when it was received, if its clock goes ahead", "2999-01-01T00:00:00Z", 2e12],
    ["when it was received, at a second that no calendar here has", "2016-12-31T23:59:60Z", 2e12],
  ])("is %s", (_name, time, at) => {
    const event = { source: "shop", ...(time === undefined ? {} : { time }) };
    expect(traitTime(event, 2e12)).toEqual({ at, receivedAt: 2e12, by: "shop" });
  });
});
