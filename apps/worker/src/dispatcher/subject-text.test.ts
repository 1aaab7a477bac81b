import { describe, expect, it } from "vitest";
import { subjectText } from "./subject-text.ts";

const key = Buffer.alloc(32, 7);

describe("subjectText()", () => {
  it.each(["customer-42", "ORDER.7", "12345678"])("shows %s as it is", (subject) => {
    expect(subjectText(subject, key)).toBe(subject);
  });
  it.each([
    "ann@example.org",
    "Ann <ann@example.org>",
    "+49 151 2345678",
    "0151/23456789",
    "(415) 555-0100 0",
    "4155550100",
  ])("hashes %s", (subject) => {
    const text = subjectText(subject, key);
    expect(text).toMatch(/^h_[0-9a-f]{32}$/);
    expect(subjectText(subject, key)).toBe(text);
    expect(subjectText(subject, Buffer.alloc(32, 8))).not.toBe(text);
  });
  it("keeps to the alphabet and length of a keyword", () => {
    expect(subjectText("shop/7 ü", key)).toBe("shop_7__");
    expect(subjectText("x".repeat(400), key)).toHaveLength(255);
  });
});
