import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DURATION_PATTERN } from "./duration.ts";
import { wordSchema } from "./document/schema.ts";
import { sayIssue } from "./say-issue.ts";

const CODES: readonly z.core.$ZodIssueCode[] = [
  ...([
    "invalid_type",
    "too_big",
    "too_small",
    "invalid_format",
    "not_multiple_of",
    "unrecognized_keys",
  ] as const),
  ...(["invalid_union", "invalid_key", "invalid_element", "invalid_value", "custom"] as const),
];

const cases: readonly (readonly [string, z.ZodType, unknown, string])[] = [
  ["text", z.string(), 5, "must be text"],
  ["nothing", z.string(), undefined, "is missing"],
  ["null", z.string(), null, "is missing"],
  ["a number", z.number(), "5", "must be a number"],
  ["a whole number", z.int(), 2.5, "must be a whole number"],
  ["yes or no", z.boolean(), "yes", "must be yes or no"],
  ["a list", z.array(z.string()), {}, "must be a list"],
  ["fields", z.object({}), [], "must be a group of fields"],
  ["a record", z.record(z.string(), z.number()), 1, "must be a group of fields"],
  ["empty text", z.string().min(1), "", "must not be empty"],
  ["short text", z.string().min(3), "ab", "needs at least 3 characters"],
  ["long text", z.string().max(2000), "x".repeat(2001), "may have at most 2000 characters"],
  ["longer text", z.string().max(100_000), "x".repeat(100_001), "may have at most 100,000 characters"],
  ["no entry", z.array(z.int()).min(1), [], "must not be empty"],
  ["entries", z.array(z.int()).max(1), [1, 2], "may have at most 1 entry"],
  ["below", z.number().min(0), -1, "must be 0 or more"],
  ["not above", z.number().gt(0), 0, "must be more than 0"],
  ["above", z.number().max(1), 2, "must be 1 or less"],
  ["not below", z.number().lt(1), 1, "must be less than 1"],
  ["a step", z.number().multipleOf(0.5), 0.3, "must be a multiple of 0.5"],
  ["an address", z.email(), "x", "must be an e-mail address, such as ada@example.com"],
  ["a web address", z.url(), "x", "must be a web address, such as https://example.com"],
  ["an instant", z.iso.datetime(), "x", "must be a date and a time, such as 2026-01-05T10:00:00Z"],
  ["a beginning", z.string().startsWith("a"), "b", 'must begin with "a"'],
  ["an end", z.string().endsWith("a"), "b", 'must end with "a"'],
  ["a part", z.string().includes("a"), "b", 'must hold "a"'],
  ["a duration", z.string().regex(DURATION_PATTERN), "x", "must be a duration, such as PT30M or P1D"],
  ["any pattern", z.string().regex(/^\d+$/), "x", "is not written as it must be here"],
  ["its own words", wordSchema, "X", "1 to 63 characters: a-z, 0-9 and hyphens, a letter first"],
  ["a strange field", z.strictObject({}), { a: 1 }, "has “a”, which nobody knows here: remove it"],
  ["a choice", z.enum(["a", "b"]), "c", "must be one of a, b"],
  ["one word", z.literal("a"), "c", "must be a"],
  ["shapes", z.union([z.string(), z.object({ a: z.string() })]), 5, "is none of what may stand here"],
  ["a name", z.record(z.string().regex(/^a/), z.string()), { b: "" }, "has a name in it that cannot be one"],
  [
    "an entry",
    z.map(z.string(), z.object({ a: z.int() })),
    new Map([["b", "c"]]),
    "must be a group of fields",
  ],
  ["a set", z.set(z.int()), new Set(["c"]), "must be a number"],
  ["a rule", z.string().refine(() => false), "x", "cannot be taken as it is"],
];

describe("sayIssue()", () => {
  it.each(cases)("says of %s", (_what, schema, value, says) => {
    const parsed = schema.safeParse(value, { error: sayIssue });
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([says]);
    // A schema that travelled as JSON Schema says the same, or less.
    expect(says).not.toMatch(/expected|received|[Ii]nvalid|Too /);
  });

  it("knows every code that there is", () => {
    const seen = new Set(
      cases.flatMap(([, schema, value]) => schema.safeParse(value).error?.issues ?? []).values(),
    );
    const codes = new Set([...seen].map(({ code }) => code));
    const element = sayIssue({
      code: "invalid_element",
      origin: "map",
      key: 1,
      issues: [],
      input: 1,
    });
    expect(element).toBe("has an entry that cannot be one");
    expect([...codes, "invalid_element"].toSorted()).toEqual(CODES.toSorted());
  });
});
