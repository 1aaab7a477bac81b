import type { Json } from "@throughline/flow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitBody, keepParts, POINTER_PATTERN } from "./keep-parts.ts";

describe("keepParts()", () => {
  it.each<[Json, string[], Json]>([
    [{ id: 1, x: 2 }, ["/id"], { id: 1 }],
    [{ a: { b: 1, c: 2 } }, ["/a/b", "/a/c"], { a: { b: 1, c: 2 } }],
    [{ a: { b: 1 } }, ["/a", "/a/b"], { a: { b: 1 } }],
    [["x", "y", "z"], ["/1"], [null, "y"]],
    [{ "a/b": { "~": 1 }, c: 1 }, ["/a~1b/~0"], { "a/b": { "~": 1 } }],
    [{ a: 1 }, ["/a/b", "/c", "/0"], null],
    [[1], ["/-", "/01", "/9"], null],
    ["text", ["/id"], null],
    [null, ["/id"], null],
    [{ a: null }, ["/a"], { a: null }],
    [{ id: "9007199254740993" }, ["/id"], { id: "9007199254740993" }],
  ])("of %j keeps %j: %j", (value, pointers, kept) => expect(keepParts(value, pointers)).toEqual(kept));

  it("keeps all when every member is named", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 }), (value) => {
        const pointers = Object.keys(value).map(
          (key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
        );
        expect(JSON.stringify(keepParts(value as Json, pointers))).toBe(JSON.stringify(value));
      }),
    );
  });
});

it("a pointer begins with a slash and leads somewhere", () => {
  for (const good of ["/", "/id", "/a/0/b", "/a~1b", "/ü x"]) expect(good).toMatch(POINTER_PATTERN);
  for (const bad of ["", "id", "$.id", "/a~", "/a~2", "a/b"]) expect(bad).not.toMatch(POINTER_PATTERN);
});

it("fitBody() hands on whatever fits, and never more", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 40 }), (value, times) => {
      const given = (times === 0 ? value : JSON.stringify(value).repeat(2 ** (times % 14))) as Json;
      const { body, cut } = fitBody(given);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(60 * 1024);
      if (cut === null) expect(body).toBe(given);
    }),
  );
});
