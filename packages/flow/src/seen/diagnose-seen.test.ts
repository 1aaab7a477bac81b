import { describe, expect, it } from "vitest";
import { check } from "../check/check.ts";
import type { Json } from "../json.ts";
import { documentFromText, testNodeTypes } from "../testing/index.ts";
import { diagnoseSeen } from "./diagnose-seen.ts";
import { inferFields } from "./infer-fields.ts";

function seenOf(type: string, samples: readonly Json[]) {
  return { type, sampled: samples.length, fields: inferFields(samples) };
}

/** Three carts: the second has no name, the third a null one; `n` is a number, `total` text, `odd` both. */
const carts = seenOf("cart", [
  { name: "Ann", n: 42, total: "719.99", odd: 1, customer: { plan: "pro" }, tags: ["a"] },
  { n: 43, total: "12.00", odd: "1", customer: { plan: "free" }, tags: [] },
  { name: null, n: 44, total: "5", odd: 2, customer: {}, tags: ["b"] },
]);
const payments = seenOf("payment", [{ amount: 5 }, { amount: 6, cart: "c" }]);

function said(text: string): readonly string[] {
  const document = documentFromText(text);
  return diagnoseSeen(check(document, testNodeTypes), [carts, payments]).map(
    ({ code, message }) => `${code} ${message}`,
  );
}

const asks = (condition: string) =>
  said(`a: event cart -> b\nb: if ${JSON.stringify(condition)} -> yes end y, else end n`);
const writes = (text: string) => said(`a: event cart -> b\nb: do text=${JSON.stringify(text)} -> end y`);

describe("what arrived, beside what is written", () => {
  it.each([
    [
      "trigger.data.name == 'Ann'",
      "seen-missing",
      "was missing or null in 2 of the last 3 cart; without it a run stops here. Ask first: has(trigger.data.name) && ….",
    ],
    ["trigger.data.customer.plan == 'pro'", "seen-missing", "missing in 1 of the last 3 cart"],
    ["trigger.data.nme == 'Ann'", "seen-never", 'was in none of the last 3 cart. Did you mean "name"?'],
    ["trigger.data.customer.pln == 'pro'", "seen-never", 'Did you mean "plan"?'],
    [
      "trigger.data.n == '42'",
      "seen-type",
      "as the last 3 cart had it, trigger.data.n is a number and '42' is text, == does not take them together: write 42 without quotes",
    ],
    ["trigger.data.total > 500", "seen-type", "write double(trigger.data.total)"],
    ["trigger.data.n.contains('4')", "seen-type", "contains() of a number does not take text"],
    ["trigger.data.tags == 'a'", "seen-type", "is a list"],
    ["trigger.data.n + ' pieces' == 'x'", "seen-type", "write string(trigger.data.n)"],
    ["trigger.data.n in ['42']", "seen-type", "a number"],
  ])("%s: %s", (condition, code, words) => {
    const found = asks(condition);
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${code} .*`))]);
    expect(found[0]).toContain(words);
  });

  it.each([
    "trigger.data.n == 42",
    "trigger.data.odd == 1",
    "double(trigger.data.total) > 500",
    "string(trigger.data.n) == '42'",
    "has(trigger.data.name) && trigger.data.name == 'Ann'",
    "has(trigger.data.customer.plan) && trigger.data.customer.plan == 'pro'",
    "'name' in trigger.data && trigger.data.name == 'Ann'",
    "size(trigger.data.tags) > 0",
    "trigger.data.tags.exists(t, t == 'a')",
    "trigger.data['utm-source'] == 'mail'",
    "has(trigger.data.nme) && trigger.data.nme == 'Ann'",
    "has(trigger.data.tags[0]) && trigger.data.tags[0] == 'a'",
    "profile.nobody == 1",
  ])("%s says nothing", (condition) => {
    expect(asks(condition)).toEqual([]);
  });

  it.each([
    ["Hi {{ trigger.data.name }}", ['Write what stands for it: {{ trigger.data.name | default: "…" }}.']],
    ["Hi {{ trigger.data.name | default: 'you' }}", []],
    ["{% if trigger.data.name %}Hi {{ trigger.data.name }}{% endif %}", []],
    ["{% if trigger.data.name > 3 %}Hi{% endif %}", ["missing or null in 2 of the last 3"]],
    ["{% for tag in trigger.data.tags %}{{ tag }}{% endfor %}", []],
    ["{{ trigger.data.nme }}", ['Did you mean "name"?']],
    ["{{ trigger.data.n }}", []],
  ])("%s", (text, words) => {
    const found = writes(text);
    expect(found).toHaveLength(words.length);
    for (const [index, word] of words.entries()) expect(found[index]).toContain(word);
  });

  it("judges the arriving event of a wait by its own type", () => {
    const found = said(`a: event cart -> w\nw: wait payment if="event.data.amount == '5'" -> end y`);
    expect(found).toEqual([expect.stringContaining("seen-type")]);
    expect(found[0]).toContain("as the last 2 payment had it, event.data.amount is a number");
  });

  it("says what a missing value means to an event, and to whom a run is about", () => {
    const found = said(`a: event cart if="event.data.name == 'Ann'" -> b\nb: end y`);
    expect(found).toEqual([
      expect.stringContaining("without it the event does not count here. Ask first: has("),
    ]);
    const document = documentFromText("a: event cart -> b\nb: end y");
    const about = { ...document, settings: { ...document.settings, subject: { $cel: "event.data.name" } } };
    const [only] = diagnoseSeen(check(about, testNodeTypes), [carts]);
    expect(only).toMatchObject({ code: "seen-missing", field: "settings.subject" });
    expect(only?.message).toContain(
      "without it no run starts. Write has(event.data.name) ? event.data.name : ….",
    );
  });

  it("leaves to a rule what it says itself, and judges its type", () => {
    const rules = { combinator: "and", rules: [{ field: "trigger.data.name", operator: "=", value: "Ann" }] };
    const text = `a: event cart -> b\nb: if ${JSON.stringify("true")} -> yes end y, else end n`;
    const document = documentFromText(text);
    const [, branch] = document.nodes;
    if (branch === undefined) throw new Error("there is no branch");
    const config = JSON.parse(
      JSON.stringify(branch.config).replace('{"$cel":"true"}', JSON.stringify({ $rules: rules })),
    ) as typeof branch.config;
    const drawn = {
      ...document,
      nodes: [...document.nodes.filter((node) => node !== branch), { ...branch, config }],
    };
    expect(diagnoseSeen(check(drawn, testNodeTypes), [carts])).toEqual([]);
  });

  it("tells of a rule about a field that no event had, unless the rule asks for that", () => {
    const withRule = (operator: string) => {
      const rules = { combinator: "and", rules: [{ field: "trigger.data.nme", operator, value: "Ann" }] };
      const document = documentFromText('a: event cart -> b\nb: if "true" -> yes end y, else end n');
      const nodes = document.nodes.map((node) => ({
        ...node,
        config: JSON.parse(
          JSON.stringify(node.config).replace('{"$cel":"true"}', JSON.stringify({ $rules: rules })),
        ) as typeof node.config,
      }));
      return diagnoseSeen(check({ ...document, nodes }, testNodeTypes), [carts]).map(({ code }) => code);
    };
    expect(withRule("=")).toEqual(["seen-never"]);
    expect(withRule("null")).toEqual([]);
  });
});

it("counts in how many events a field was absent, and in how many null", () => {
  expect(carts.fields.find(({ path }) => path === "event.data.name")).toEqual({
    path: "event.data.name",
    type: "null | string",
    sample: "Ann",
    absentIn: 1,
    nullIn: 1,
  });
});
