import type { Json } from "../json.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkExpression,
  EVENT_SCHEMA,
  evaluate,
  evaluateCondition,
  keyText,
  parseExpression,
  referencedPaths,
  rulesToCel,
  topicText,
} from "./index.ts";
import { typesSeen } from "../sight.ts";

const scope = {
  trigger: { data: { total: 700, items: [1, 2], nothing: null }, subject: "c1" },
  now: "2026-01-01T00:00:00.000Z",
  subject: "c1",
};
const types = typesSeen("run", {
  offer: {
    type: "object",
    properties: {
      code: { type: "string" },
      count: { type: "number" },
      list: { type: "array", items: { type: "number" } },
    },
    additionalProperties: false,
  },
});

describe("evaluate()", () => {
  it.each([
    ["trigger.data.total > 500", true],
    ["trigger.data.total + 1", 701],
    ["trigger.data.total / 2", 350],
    ["trigger.data.total % 3", 1],
    ["size(trigger.data.items)", 2],
    ["[1, 2.5]", [1, 2.5]],
    ["{'a': 1}", { a: 1 }],
    ["now", "2026-01-01T00:00:00.000Z"],
    ["now + duration('1h')", "2026-01-01T01:00:00.000Z"],
    ["duration('90s')", "PT90S"],
    ["has(trigger.data.nope)", false],
    ["trigger.data.items.exists(x, x > 1)", true],
    ["trigger.data.nothing == null", true],
    ["1 / 2", 0.5],
    ["size(trigger.data.items) / 4", 0.5],
    ["trigger.data.items.size() / 4", 0.5],
    ["size('äö') / 4", 0.5],
    ["true ? 1 : 2.5", 1],
    ["[1, 2, 3].map(x, x / 2)", [0.5, 1, 1.5]],
    ["[1, 2].exists_one(x, size([x]) / 2 == 0.5 && x == 2)", true],
    ["trigger.data.items[1]", 2],
    ["trigger.data.items[size(trigger.data.items) - 1]", 2],
    ["[7, 8][trigger.data.items[0]]", 8],
    ["{1: 'a'}[1]", "a"],
    ["int('7') / 2", 3.5],
    ["int(2.7)", 2],
    ["'abc'.indexOf('c') / 4", 0.5],
    ["'abc'.substring(1)", "bc"],
    ["'abc'.substring(1, 2)", "b"],
    ["'a-b-c'.split('-', 2)", ["a", "b-c"]],
    ["now.getMonth() / 2", 0],
    ["now.getFullYear() / 4", 506.5],
    ["duration('90m').getMinutes() / 4", 22.5],
    ["timestamp(0)", "1970-01-01T00:00:00.000Z"],
    ["string(1)", "1"],
    ["-7 % 4", -3],
  ])("gives JSON for %s", (text, value) => {
    expect(evaluate(text, scope)).toEqual({ ok: true, value });
  });

  it.each([
    ["trigger.data.nope", /trigger\.data\.nope is missing/],
    ["steps.offer.code", /steps is not known here/],
    ["trigger.constructor", /missing/],
    ["trigger.__proto__.x", /missing/],
    ["1 +", /missing after "\+"/],
    ["subject.matches('^(a+)+$')", /matches\(\) is not offered/],
    ["now.getHours('Mars/Olympus')", /there is no time zone "Mars\/Olympus"/],
    ["b'bytes'", /bytes are not offered/],
    ["1.0 / 0.0", /divided by zero/],
    ["size(1)", /size\(\) does not take this: 1 is a number/],
    ["int('2.5')", /not a whole number/],
    ["'abc'.substring(-1)", /between 0 and 3/],
    ["'abc'.substring(2, 1)", /in order/],
    ["timestamp(1e15).getMonth() < 3", /between the years 1 and 9999/],
    ["trigger.data.items[5]", /out of bounds/],
    ["true && (".padEnd(3000, "x"), /at most 2048/],
    ["(".repeat(60) + "1" + ")".repeat(60), /./],
  ])("fails with a reason for %s", (text, reason) => {
    const result = evaluate(text, scope);
    expect(result.ok ? null : result.message).toMatch(reason);
  });

  it("refuses a condition that is not true or false", () => {
    expect(evaluateCondition("subject", scope)).toEqual({
      ok: false,
      message: 'a condition must be true or false, this is text ("c1")',
    });
  });

  it("never throws, whatever the text", () => {
    const word = fc.constantFrom(
      "trigger",
      ".",
      "data",
      "(",
      ")",
      "[",
      "]",
      "1",
      "'a'",
      "+",
      "==",
      "&&",
      "?",
      ":",
      "has",
      "now",
      ",",
      "-",
      "exists",
      "x",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join("")),
        ),
        (text) => {
          const result = evaluate(text, scope);
          checkExpression(text, types, "bool");
          referencedPaths(text);
          if (result.ok) expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
        },
      ),
    );
  });
});

describe("checkExpression()", () => {
  it.each([
    ["trigger.data.total > 500", "bool"],
    ["steps.offer.count == 1", "bool"],
    ["steps.offer.count in [1, 2]", "bool"],
    ["steps.offer.count + 1", "number"],
    ["steps.offer.code", "string"],
    ["trigger.data.anything.at.all", "bool"],
    ["now > timestamp(trigger.time)", "bool"],
    ["profile.tags.exists(t, t == 'vip')", "bool"],
    ["true ? steps.offer.count : 0", "number"],
    ["true ? 1 : 2.5", "number"],
    ["true ? now.getHours() : 0", "number"],
    ["steps.offer.count / 2 + size(profile.tags)", "number"],
    ["steps.offer.list[0] + steps.offer.list[size(steps.offer.list) - 1]", "number"],
    ["steps.offer.list == [1, 2.5]", "bool"],
  ] as const)("accepts %s as %s", (text, expected) => {
    expect(checkExpression(text, types, expected)).toEqual([]);
  });

  it.each([
    ["steps.offer.cod == 'x'", "unknown-reference", 0],
    ["steps.nope.x", "unknown-reference", 0],
    ["1 + event.data.x", "unknown-reference", 4],
    ["has(steps.offer.nope)", "unknown-reference", 4],
    ["steps.offer.code > 3", "expression-type", 0],
    ["size(steps.offer.count) > 1", "expression-type", 0],
    ["steps.offer.code", "expression-type", 0],
    ["steps.offer.code ==", "expression-syntax", 19],
  ])("finds in %s: %s", (text, code, offset) => {
    expect(checkExpression(text, types, "bool")).toMatchObject([{ code, offset }]);
  });
});

describe("references and keys", () => {
  it("names every chain outside bound variables", () => {
    expect(
      referencedPaths("trigger.data['cart'].id == run.id && profile.tags.exists(t, t.name == subject)"),
    ).toEqual([["trigger", "data", "cart", "id"], ["run", "id"], ["profile", "tags"], ["subject"]]);
  });

  it.each([
    ["a", "a"],
    [12, "12"],
    [1e21, "1000000000000000000000"],
    [true, "true"],
  ])("keyText(%j) is %s", (value, text) => {
    expect(keyText(value)).toEqual({ ok: true, text });
  });

  it.each([[null], [undefined], [[1]], [{ a: 1 }], [1.5]])("keyText(%j) is no key", (value) => {
    expect(keyText(value).ok).toBe(false);
  });

  it("topicText() differs for different triples", () => {
    const triple = fc.tuple(fc.string(), fc.string(), fc.string());
    fc.assert(
      fc.property(triple, triple, (a, b) => {
        expect(topicText(...a) === topicText(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe("rulesToCel()", () => {
  it.each([
    [{ combinator: "and", rules: [{ field: "trigger.data.total", operator: ">", value: 500 }] }, true],
    [{ combinator: "and", rules: [] }, true],
    [{ combinator: "or", not: true, rules: [{ field: "subject", operator: "=", value: "c1" }] }, false],
    [{ combinator: "and", rules: [{ field: "subject", operator: "in", value: ["c1", "c2"] }] }, true],
    [{ combinator: "and", rules: [{ field: "subject", operator: "notIn", value: "c2, c3" }] }, true],
    [{ combinator: "and", rules: [{ field: "subject", operator: "beginsWith", value: "c" }] }, true],
    [{ combinator: "and", rules: [{ field: "subject", operator: "doesNotContain", value: 'x"\n' }] }, true],
    [
      { combinator: "and", rules: [{ field: "trigger.data.total", operator: "between", value: [1, 699.5] }] },
      false,
    ],
    [
      { combinator: "and", rules: [{ field: "trigger.data.nope.deeper", operator: "null", value: null }] },
      true,
    ],
    [
      { combinator: "and", rules: [{ field: "trigger.data.nothing", operator: "notNull", value: null }] },
      false,
    ],
    [
      {
        combinator: "and",
        rules: [{ field: "subject", operator: "=", value: "trigger.subject", valueSource: "field" }],
      },
      true,
    ],
    [
      {
        combinator: "or",
        rules: [
          { combinator: "and", rules: [] },
          { field: "subject", operator: "=", value: "x" },
        ],
      },
      true,
    ],
  ])("reads %j", (rules, value) => {
    const cel = rulesToCel(rules);
    expect(cel.ok && evaluateCondition(cel.text, scope)).toEqual({ ok: true, value });
  });

  it.each([
    [{ combinator: "and", rules: [{ field: "a b", operator: "=", value: 1 }] }, "rules.0.field"],
    [{ combinator: "and", rules: [{ field: "a", operator: "~", value: 1 }] }, "rules.0.operator"],
    [
      { combinator: "and", rules: [{ field: "a.b", operator: "=", value: 1, missing: "maybe" }] },
      "rules.0.missing",
    ],
    [{ combinator: "xor", rules: [] }, ""],
    ["no", ""],
  ])("names the place of what is wrong in %j", (rules, at) => {
    expect(rulesToCel(rules)).toMatchObject({ ok: false, at });
  });

  it.each([
    "subject",
    "event.subject",
    "event.data.coupon.code",
    "run.shortId",
    "steps.offer.code",
    "steps.offer.count",
    "steps.offer.list",
    "now",
  ])("asks whether %s is there, whatever its declared type", (field) => {
    for (const operator of ["null", "notNull"]) {
      const cel = rulesToCel({ combinator: "and", rules: [{ field, operator, value: null }] });
      const withEvent = { ...types, event: EVENT_SCHEMA };
      expect(cel.ok && checkExpression(cel.text, withEvent, "bool")).toEqual([]);
    }
  });

  it.each([
    [{}, true],
    [{ a: null }, true],
    [{ a: { b: null } }, true],
    [{ a: { b: 0 } }, false],
  ])("finds data.a.b missing in %j: %s", (data, isMissing) => {
    const cel = rulesToCel({
      combinator: "and",
      rules: [{ field: "data.a.b", operator: "null", value: null }],
    });
    expect(cel.ok && evaluateCondition(cel.text, { data })).toEqual({ ok: true, value: isMissing });
  });

  it.each(
    [{}, { a: null }, { a: {} }, { a: { b: null } }].flatMap((data) => [
      ["=", "DE", data, false],
      ["!=", "DE", data, true],
      [">", 3, data, false],
      ["<=", 3, data, false],
      ["between", [1, 2], data, false],
      ["contains", "x", data, false],
      ["beginsWith", "x", data, false],
      ["endsWith", "x", data, false],
      ["in", ["x"], data, false],
      ["notIn", ["x"], data, true],
      ["doesNotContain", "x", data, true],
      ["notBetween", [1, 2], data, true],
    ]),
  )(
    "data.a.b %s %j, where it is missing (%j), is %s, or what the rule says",
    (operator, value, data, holds) => {
      const judge = (missing?: string): unknown => {
        const rule = {
          field: "data.a.b",
          operator,
          value,
          ...(missing === undefined ? {} : { missing }),
        } as Json;
        const cel = rulesToCel({ combinator: "and", rules: [rule] });
        return cel.ok ? evaluateCondition(cel.text, { data }) : cel;
      };
      expect(judge()).toEqual({ ok: true, value: holds });
      expect(judge("yes")).toEqual({ ok: true, value: true });
      expect(judge("no")).toEqual({ ok: true, value: false });
      if (JSON.stringify(data) === "{}") expect(judge("error")).toMatchObject({ ok: false });
    },
  );

  it.each([
    ["!=", "DE", false],
    ["=", "DE", true],
    ["in", ["FR", "DE"], true],
    ["contains", "D", true],
  ])("data.a.b %s %j is judged as before where it is there", (operator, value, holds) => {
    const cel = rulesToCel({ combinator: "and", rules: [{ field: "data.a.b", operator, value }] });
    expect(cel.ok && evaluateCondition(cel.text, { data: { a: { b: "DE" } } })).toEqual({
      ok: true,
      value: holds,
    });
  });

  it("counts a missing value on the other side too", () => {
    const rule = { field: "data.a", operator: "!=", value: "data.b", valueSource: "field" };
    const cel = rulesToCel({ combinator: "and", rules: [rule] });
    expect(cel.ok && evaluateCondition(cel.text, { data: { a: 1 } })).toEqual({ ok: true, value: true });
  });

  it("never lets a value escape its quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const cel = rulesToCel({ combinator: "and", rules: [{ field: "subject", operator: "=", value }] });
        if (!cel.ok || !parseExpression(cel.text).ok) return;
        expect(evaluateCondition(cel.text, { subject: value.normalize("NFC") })).toEqual({
          ok: true,
          value: true,
        });
      }),
    );
  });
});
