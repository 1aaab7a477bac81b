import { describe, expect, it } from "vitest";
import { mergeTraits, PROFILE_BYTES_MAX } from "./merge-traits.ts";

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
      JSON.parse('{"__proto__":1}') as object,
      JSON.parse('{"__proto__":1}') as object,
    ],
  ])("%s", (_name, profile, changes, merged) => {
    expect(mergeTraits({ ...profile }, { ...changes })).toEqual({ ok: true, profile: merged });
  });

  it("takes a profile of as many bytes as there may be, and no more", () => {
    const name = "é".repeat((PROFILE_BYTES_MAX - '{"n":""}'.length) / 2);
    expect(mergeTraits({}, { n: name })).toEqual({ ok: true, profile: { n: name } });
    expect(mergeTraits({ n: name }, { m: "" })).toEqual({ ok: false, bytes: PROFILE_BYTES_MAX + 7 });
    expect(mergeTraits({ n: name }, { m: "x", n: null })).toEqual({ ok: true, profile: { m: "x" } });
  });
});
