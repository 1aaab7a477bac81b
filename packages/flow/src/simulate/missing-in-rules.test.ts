// A rule says what a missing value means; it means that wherever the rule stands.
import { describe, expect, it } from "vitest";
import { defaultWhenMissing, rulesToCel } from "../expressions/index.ts";
import { judgeEntry } from "../judge/index.ts";
import type { Json, JsonObject } from "../json.ts";
import { planFromText } from "../testing/index.ts";
import { simulate } from "./index.ts";

const OPERATORS: readonly (readonly [operator: string, value: Json])[] = [
  ["contains", "a"],
  ["beginsWith", "a"],
  ["endsWith", "a"],
  ["doesNotContain", "a"],
  ["doesNotBeginWith", "a"],
  ["doesNotEndWith", "a"],
  ["=", "a"],
  ["!=", "a"],
  ["in", ["a", "b"]],
  ["notIn", ["a", "b"]],
  ["<", 5],
  ["between", [1, 5]],
];

/** Ways for `customer.country` to be missing. */
const WAYS: readonly JsonObject[] = [
  {},
  { customer: {} },
  { customer: { country: null } },
  { customer: null },
  { customer: "Ann" },
  { customer: [] },
];

const CASES = OPERATORS.flatMap(([operator, value]) =>
  [undefined, "no", "yes"].map((missing) => [operator, missing ?? "as usual", value, missing] as const),
);

function ruleText(field: string, operator: string, value: Json, missing: string | undefined): string {
  const rule = { field, operator, value, ...(missing === undefined ? {} : { missing }) };
  const cel = rulesToCel({ combinator: "and", rules: [rule] });
  if (!cel.ok) throw new SyntaxError(cel.message);
  // The notation ends a condition at a double quote.
  return `"${cel.text.replaceAll('"', "'")}"`;
}

/** What each place makes of a rule about a value that is missing. */
function verdicts(
  data: JsonObject,
  rule: (field: string) => string,
): readonly (readonly [string, boolean])[] {
  const entered = planFromText(`a: event x if=${rule("event.data.customer.country")} -> b\nb: end in`);
  const seen = {
    id: "1",
    source: "s",
    type: "x",
    subject: "c",
    data,
    receivedAt: "2026-01-05T10:00:00.000Z",
  };
  const branched = (field: string) =>
    planFromText(`a: event x -> b\nb: if ${rule(field)} -> yes c, else d\nc: end in\nd: end out`);
  const waited = (field: string) =>
    planFromText(
      `a: event x -> w\nw: wait y/got timeout=PT1H if=${rule(field)} -> got c, timeout d\nc: end in\nd: end out`,
    );
  const outcome = (plan: ReturnType<typeof planFromText>, profile: JsonObject = {}) =>
    simulate(plan, {
      entry: { type: "x", subject: "c", data },
      profile,
      happenings: [{ after: "PT1M", event: { type: "y", data } }],
    }).outcome === "in";
  return [
    ["entry", judgeEntry(entered, seen).kind === "enter"],
    ["branch", outcome(branched("trigger.data.customer.country"))],
    ["branch, of a profile", outcome(branched("profile.customer.country"), data)],
    ["wait, of its event", outcome(waited("event.data.customer.country"))],
    ["wait, of the run", outcome(waited("trigger.data.customer.country"))],
    ["wait, of a profile", outcome(waited("profile.customer.country"), data)],
  ];
}

describe("a rule about a value that is missing", () => {
  it.each(CASES)("%s, missing %s", (operator, _said, value, missing) => {
    const holds = (missing ?? defaultWhenMissing(operator)) === "yes";
    for (const data of WAYS)
      for (const [place, verdict] of verdicts(data, (field) => ruleText(field, operator, value, missing)))
        expect([place, data, verdict]).toEqual([place, data, holds]);
  });

  it("means the same for the output of a step that was not passed", () => {
    for (const missing of ["no", "yes"]) {
      const rule = ruleText("steps.b.code", "contains", "a", missing);
      const plan = planFromText(
        `a: event x -> s\ns: if "trigger.data.x == 1" -> yes b, else w\nb: do -> w\nw: wait y/got timeout=PT1H if=${rule} -> got t, timeout d\nt: if ${rule} -> yes c, else d\nc: end in\nd: end out`,
      );
      const { outcome } = simulate(plan, {
        entry: { type: "x", subject: "c", data: { x: 2 } },
        happenings: [{ after: "PT1M", event: { type: "y", data: {} } }],
      });
      expect([missing, outcome]).toEqual([missing, missing === "yes" ? "in" : "out"]);
    }
  });
});
