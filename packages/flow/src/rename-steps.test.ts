import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referencedPaths } from "./expressions/index.ts";
import type { NodeType } from "./node-type.ts";
import { renameSteps } from "./rename-steps.ts";
import { readTemplate } from "./templates.ts";

const names = new Map([
  ["offer", "offer_2"],
  ["wait", "wait_2"],
]);
const nodeType = {
  instruction: "run",
  config: { properties: { text: { "x-ui": { template: true } }, note: { type: "string" } } },
} as unknown as NodeType; // all that is read of it

const cel = (text: string): unknown =>
  (renameSteps({ v: { $cel: text } }, nodeType, names)["v"] as { readonly $cel: string }).$cel;
const text = (value: string): unknown => renameSteps({ text: value }, nodeType, names)["text"];

describe("renameSteps()", () => {
  it.each([
    ["steps.offer.code == 'x'", "steps.offer_2.code == 'x'"],
    ["steps['offer'].code", "steps['offer_2'].code"],
    ['steps["offer"]["code"]', 'steps["offer_2"]["code"]'],
    ["steps . offer . code", "steps . offer_2 . code"],
    ["steps[ 'offer' ].code", "steps[ 'offer_2' ].code"],
    [
      "has(steps.offer) && steps.wait.port == 'timeout'",
      "has(steps.offer_2) && steps.wait_2.port == 'timeout'",
    ],
    ["'steps.offer.code' + steps.offer.code", "'steps.offer.code' + steps.offer_2.code"],
    [
      String.raw`"a \" steps.offer" + r"\" + steps.offer.code`,
      String.raw`"a \" steps.offer" + r"\" + steps.offer_2.code`,
    ],
    ["trigger.data.steps.offer", "trigger.data.steps.offer"],
    ["trigger.data['steps'].offer", "trigger.data['steps'].offer"],
    ["mysteps.offer", "mysteps.offer"],
    ["steps.offered.code", "steps.offered.code"],
    ["steps.offer.steps.wait", "steps.offer_2.steps.wait"],
    ["offer.code", "offer.code"],
  ])("reads %s as %s", (before, after) => {
    expect(cel(before)).toBe(after);
  });

  it.each([
    ["See steps.offer: {{ steps.offer.code }}", "See steps.offer: {{ steps.offer_2.code }}"],
    [
      "{{ steps['offer'].code | default: 'steps.offer' }}",
      "{{ steps['offer_2'].code | default: 'steps.offer' }}",
    ],
    [
      "{% if steps.wait.port == 'timeout' %}steps.wait{% endif %}",
      "{% if steps.wait_2.port == 'timeout' %}steps.wait{% endif %}",
    ],
    [
      "{% raw %}{{ steps.offer }}{% endraw %}{{ steps.offer }}",
      "{% raw %}{{ steps.offer }}{% endraw %}{{ steps.offer_2 }}",
    ],
    ["{{ '}} steps.offer' }} {{ steps.offer.code", "{{ '}} steps.offer' }} {{ steps.offer.code"],
  ])("reads the text %s as %s", (before, after) => {
    expect(text(before)).toBe(after);
  });

  it("leaves a field alone that is no template, and follows rules", () => {
    const note = "{{ steps.offer.code }} and steps.offer";
    const rules = (field: string, value: string) => ({
      $rules: {
        combinator: "and",
        rules: [
          { field, operator: "=", value: "steps.offer.code" },
          { rules: [{ field: "trigger.data.x", operator: "=", value, valueSource: "field" }] },
        ],
      },
    });
    expect(
      renameSteps({ note, when: rules("steps.offer.code", "steps.wait.port") }, nodeType, names),
    ).toEqual({
      note,
      when: rules("steps.offer_2.code", "steps.wait_2.port"),
    });
  });

  it("renames what an expression or a text reads, and nothing else", () => {
    const part = fc.constantFrom(
      "steps.offer.code",
      "steps['offer'].code",
      "steps.offered.x",
      "trigger.data.steps.offer",
      "'steps.offer'",
      "profile.offer",
      '"a\\"b"',
      "has(steps.wait)",
      "steps.wait.port",
    );
    const renamed = (path: readonly string[]): readonly string[] =>
      path[0] === "steps" ? ["steps", names.get(path[1] ?? "") ?? path[1] ?? "", ...path.slice(2)] : path;
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const expression = parts.join(" == ");
        expect(referencedPaths(cel(expression) as string)).toEqual(referencedPaths(expression).map(renamed));
        const printed = parts
          .map((one) => `steps.offer {{ ${one.replace(/^has\((.+)\)$/, "$1")} }}`)
          .join(" ");
        const [before, after] = [readTemplate(printed), readTemplate(text(printed) as string)];
        if (!before.ok || !after.ok) return;
        expect(after.paths).toEqual(before.paths.map(renamed));
      }),
    );
  });
});
