import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparableText, readSubject } from "./comparable-text.ts";

describe("comparableText()", () => {
  it.each([
    ["Jose\u0301", "Jos\u00e9"],
    ["Ada@Example.com", "ada@example.com"],
    ["\u00dcSER@B\u00dcCHER.example", "\u00fcser@b\u00fccher.example"],
    ["U\u0308ser@Example.com", "\u00fcser@example.com"],
    ["Order-42", "Order-42"],
    ["Ada@Home", "Ada@Home"],
    ["mail Ada@Example.com", "mail Ada@Example.com"],
  ])("compares %j as %j", (text, same) => expect(comparableText(text)).toBe(same));

  it("leaves what it made as it is", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.emailAddress(), fc.constantFrom("İ@ß.com", "ΣΑΣ@a.gr")),
        (text) => {
          expect(comparableText(comparableText(text))).toBe(comparableText(text));
        },
      ),
    );
  });
});

describe("readSubject()", () => {
  it.each([
    [" ada ", "ada"],
    ["Jose\u0301", "Jos\u00e9"],
    ["Ada@Example.com", "ada@example.com"],
    ["bed 4, ward B", "bed 4, ward B"],
    ["👩‍👩‍👧", "👩‍👩‍👧"],
    ["a\ud800b", "a\ufffdb"],
  ])("keeps %j as %j", (text, subject) => expect(readSubject(text)).toEqual({ ok: true, subject }));

  it.each([
    ["", "is empty"],
    [" ", "is blank"],
    ["\u00a0\u3000", "is blank"],
    ["a\nb", "holds the character U+000A, which cannot be seen"],
    ["a\u0007", "holds the character U+0007, which cannot be seen"],
    ["a\u0000", "holds the character U+0000, which cannot be seen"],
    ["\u202eada", "holds the character U+202E, which cannot be seen"],
    ["a\u200bda", "holds the character U+200B, which cannot be seen"],
  ])("refuses %j: it %s", (text, reason) => expect(readSubject(text)).toEqual({ ok: false, reason }));
});
