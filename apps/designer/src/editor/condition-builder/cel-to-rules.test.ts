import { rulesToCel } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import fc from "fast-check";
import { expect, it } from "vitest";
import { celToRules } from "./cel-to-rules.ts";
import type { Rule } from "./rule-tree.ts";
import { operatorsFor, parseOperand, readRules } from "./rule-tree.ts";

const rule: fc.Arbitrary<Rule> = fc.record({
  field: fc.constantFrom("trigger.data.total", "event.subject", "profile.city"),
  operator: fc.constantFrom("=", "!=", ">", "<=", "contains", "beginsWith", "endsWith"),
  value: fc.string({ maxLength: 12 }),
});

it("rules written as text and read again are the same rules", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("and" as const, "or" as const),
      fc.array(rule, { minLength: 2, maxLength: 4 }),
      (combinator, rules) => {
        const group = { combinator, rules };
        const written = rulesToCel(group as unknown as Json);
        expect(written.ok).toBe(true);
        if (written.ok) expect(celToRules(written.text)).toEqual(group);
      },
    ),
  );
});

it("text that says more than rules can stays text", () => {
  for (const text of [
    "size(trigger.data.items) > 3",
    "a.b > 1 && c.d < 2 || e.f == 3",
    "trigger.data.total + 1 > 2",
    "!has(profile.email)",
  ]) {
    expect(celToRules(text)).toBeNull();
  }
});

it("empty text becomes one rule to fill in", () => {
  expect(celToRules(" ")).toEqual({ combinator: "and", rules: [{ field: "", operator: "=", value: "" }] });
});

it("numbers stay numbers", () => {
  expect(celToRules("trigger.data.total > 500")).toEqual({
    combinator: "and",
    rules: [{ field: "trigger.data.total", operator: ">", value: 500, missing: "error" }],
  });
  expect(parseOperand("500", "number")).toBe(500);
  expect(parseOperand("500", "string")).toBe("500");
  expect(parseOperand("0049", "unknown")).toBe("0049");
});

it("a stored tree of any shape is read without failing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(readRules(value).rules).toBeInstanceOf(Array);
    }),
  );
});

it("only numbers are asked whether they are above", () => {
  expect(operatorsFor("boolean").map(({ name }) => name)).toEqual(["=", "!=", "notNull", "null"]);
});

it.each([undefined, "no", "yes", "error"] as const)(
  "what a rule says about a missing value stays (%s)",
  (missing) => {
    for (const operator of ["=", "!=", "contains"]) {
      const rule = { field: "profile.address.city", operator, value: "a && b" };
      const rules = [
        missing === undefined ? rule : { ...rule, missing },
        { field: "subject", operator: "=", value: "c" },
      ];
      const written = rulesToCel({ combinator: "and", rules });
      const read = celToRules(written.ok ? written.text : "");
      expect(rulesToCel(read as unknown as Json)).toEqual(written);
    }
  },
);
