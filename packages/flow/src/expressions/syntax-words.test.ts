import { describe, expect, it } from "vitest";
import { checkExpression } from "./check-expression.ts";

const types = {
  subject: { type: "string" },
  trigger: {
    type: "object",
    properties: {
      data: { type: "object", properties: { total: { type: "number" } }, additionalProperties: false },
    },
    additionalProperties: false,
  },
};

describe("an expression that cannot be read", () => {
  it.each([
    ["trigger.data.total >", 'something is missing after ">"'],
    ["trigger.data.total > 0 and subject == 'x'", 'write && in the place of "and"'],
    ["trigger.data.total > 5 OR 1 == 1", 'write || in the place of "OR"'],
    ["trigger.data.total = 5", 'write == in the place of "="'],
    ["not (trigger.data.total > 5)", "write ! in the place of not"],
    ["(trigger.data.total > 5", "a closing ) is missing"],
    ["trigger.data.total > 5)", "there is one ) too many"],
    ["subject == 'abc", "its ending quote is missing"],
    ["trigger.data.total > 5 ? 1", ": and the other value are missing"],
    ["“x” == subject", "write straight quotes"],
    ["5 5", '"5" cannot stand there'],
    ["", "it is empty"],
  ])("%s: %s", (text, said) => {
    expect(checkExpression(text, types)[0]?.message).toContain(said);
  });
});

describe("an expression that names what is not there", () => {
  it.each([
    ["trigger.data.totl > 5", 'Did you mean "total"?'],
    ["triger.data.total > 5", 'Did you mean "trigger"?'],
    ["trigger.data.colour == 'x'", "There is total."],
    ["subject.startWith('a')", "did you mean startsWith()"],
    ["foo(subject)", "there is no function foo()"],
    ["size(trigger.data.total)", "size() does not take a number in its brackets"],
    [
      "trigger.data.total > '5'",
      "trigger.data.total is a number and '5' is text, > does not take them together: write 5 without quotes",
    ],
  ])("%s: %s", (text, said) => {
    expect(checkExpression(text, types)[0]?.message).toContain(said);
  });
});
