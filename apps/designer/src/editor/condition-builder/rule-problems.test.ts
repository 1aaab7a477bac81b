import { expect, it } from "vitest";
import { ruleProblems } from "./rule-problems.ts";
import { operatorsFor } from "./rule-tree.ts";
import type { Rule } from "./rule-tree.ts";

const variables = [
  { path: "trigger.data.total", type: "number", group: "The event" },
  { path: "trigger.data.email", type: "string", group: "The event" },
  { path: "trigger.subject", type: "string", group: "The event" },
];
const said = (rule: Rule): readonly string[] => {
  const takes = operatorsFor("unknown").find(({ name }) => name === rule.operator)?.takes ?? "one";
  return ruleProblems(rule, takes, variables).map(({ message, meant }) =>
    meant === undefined ? message : `${message} Did you mean ${meant}?`,
  );
};

it("a new rule asks for its field and its value", () => {
  expect(said({ field: "", operator: "=", value: "" })).toEqual(["Choose a field.", "Give a value."]);
  expect(said({ field: "trigger.data.total", operator: "between", value: [1, ""] })).toEqual([
    "Give both values.",
  ]);
  expect(said({ field: "trigger.data.total", operator: "null" })).toEqual([]);
});

it("a field nobody sent is said, with the one that was meant", () => {
  expect(said({ field: "trigger.data.totl", operator: ">", value: 5 })).toEqual([
    "“trigger.data.totl” was never seen. Did you mean trigger.data.total?",
  ]);
  expect(said({ field: "total", operator: ">", value: 5 })).toEqual([
    "“total” was never seen. Did you mean trigger.data.total?",
  ]);
  expect(said({ field: "trigger.data.colour", operator: "=", value: "red" })).toEqual([
    "“trigger.data.colour” was never seen.",
  ]);
});

it("a field is not doubted where nothing was seen yet", () => {
  expect(
    ruleProblems({ field: "steps.offer.reply.code", operator: "=", value: "x" }, "one", variables),
  ).toEqual([]);
});

it("above and below take numbers, and dates where the field holds text", () => {
  expect(said({ field: "trigger.data.total", operator: ">", value: "many" })).toEqual([
    "This field is a number: write a number.",
  ]);
  expect(ruleProblems({ field: "now", operator: "<", value: "late" }, "one", [])).toEqual([
    { at: "value", message: "Above and below compare numbers: write a number." },
  ]);
  expect(said({ field: "trigger.data.email", operator: ">", value: "2026-01-01" })).toEqual([]);
});
