import { describe, expect, it } from "vitest";
import { evaluate } from "./index.ts";

const value = (text: string, scope: object = {}) => {
  const result = evaluate(text, scope);
  return result.ok ? result.value : result.message;
};

describe("numbers in expressions", () => {
  it.each<[string, unknown]>([
    ["1 / 4", 0.25],
    ["7 / 2", 3.5],
    ["size('abc') / 2", 1.5],
    ["size([1, 2, 3]) == 3", true],
    ["[10, 20, 30][1]", 20],
    ["trigger.list[size(trigger.list) - 1]", "b"],
    ["int('42') + 0.5", 42.5],
    ["int(-2.9)", -2],
    ["1 in {1: 'a'}", true],
    ["{1: 'a'}[1]", "a"],
    ["1 in [1, 2]", true],
    ["true ? 1 : 2.5", 1],
  ])("%s is %o", (text, expected) => {
    expect(value(text, { trigger: { list: ["a", "b"] } })).toEqual(expected);
  });

  it("never make two long ids one number", () => {
    for (const text of ["9007199254740993", "12345678901234567890"])
      expect(value("int(trigger.id)", { trigger: { id: text } })).toContain("compare it as text");
    expect(value("int(trigger.id)", { trigger: { id: 1e300 } })).toContain("beyond 2^53");
  });
});
