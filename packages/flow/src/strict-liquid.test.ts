import { describe, expect, it } from "vitest";
import { createLiquid, missingValueOf } from "./liquid.ts";
import { readTemplate } from "./templates.ts";

const scope = {
  name: "Ann",
  bare: "",
  spaces: "  ",
  zero: 0,
  no: false,
  nothing: null,
  none: [],
  list: ["a", "b"],
  profile: { points: 5, nick: null },
};

/** What a text gives, or `missing:` and the value that it misses. */
async function outcome(text: string): Promise<string> {
  try {
    return String(await createLiquid().parseAndRender(text, scope));
  } catch (error) {
    const missing = missingValueOf(error);
    if (missing === null) throw error;
    return `missing: ${missing}`;
  }
}

/** What a text takes for granted, of what is not there. */
function neededOf(text: string): readonly string[] {
  const reading = readTemplate(text);
  if (!reading.ok) throw new SyntaxError(reading.message);
  return reading.needed.map((path) => path.join(".")).filter((path) => /gone|nothing|nick/.test(path));
}

describe("a value that is missing in a text", () => {
  it.each([
    ["{{ gone }}", "gone"],
    ["{{ nothing }}", "nothing"],
    ["{{ profile.gone }}", "profile.gone"],
    ["{{ gone.of.all }}", "gone.of.all"],
    ["{{ list[7] }}", "list[7]"],
    ["{{ list[7].x }}", "list[7].x"],
    ["{{ gone | times: 3 }}", "gone"],
    ["{{ nothing | times: 3 }}", "nothing"],
    ["{{ nothing | upcase }}", "nothing"],
    ["{{ nothing | json }}", "nothing"],
    ["{{ 'a' | append: gone }}", "gone"],
    ["{{ 'a' | append: nothing }}", "nothing"],
    ["{{ zero | plus: profile.gone }}", "profile.gone"],
    ["{{ none | first }}", "none | first"],
    ["{{ none | first | upcase }}", "none | first | upcase"],
    ["{{ gone | default: profile.gone }}", "profile.gone"],
    ["{% echo gone %}", "gone"],
    ["{% if gone > 3 %}a{% endif %}", "gone"],
    ["{% if nothing > 3 %}a{% endif %}", "nothing"],
    ["{% if nothing < 3 %}a{% endif %}", "nothing"],
    ["{% if gone == 'x' %}a{% else %}b{% endif %}", "gone"],
    ["{% if gone != 'x' %}a{% endif %}", "gone"],
    ["{% if 'x' == gone %}a{% endif %}", "gone"],
    ["{% if gone contains 'x' %}a{% endif %}", "gone"],
    ["{% if gone == empty %}a{% endif %}", "gone"],
    ["{% if name and gone > 3 %}a{% endif %}", "gone"],
    ["{% if no or gone > 3 %}a{% endif %}", "gone"],
    ["{% if not gone > 3 %}a{% endif %}", "gone"],
    ["{% if no %}a{% elsif gone > 3 %}b{% endif %}", "gone"],
    ["{% unless gone > 3 %}a{% endunless %}", "gone"],
    ["{% for x in gone %}a{% endfor %}", "gone"],
    ["{% for x in nothing %}a{% else %}b{% endfor %}", "nothing"],
    ["{% for x in list limit: gone %}a{% endfor %}", "gone"],
    ["{% for x in (1..gone) %}a{% endfor %}", "gone"],
    ["{% tablerow x in nothing %}a{% endtablerow %}", "nothing"],
    ["{% case gone %}{% when 'a' %}b{% else %}c{% endcase %}", "gone"],
    ["{% case nothing %}{% when 'a' %}b{% endcase %}", "nothing"],
    ["{% case name %}{% when gone %}b{% endcase %}", "gone"],
    ["{% cycle gone, 'b' %}", "gone"],
    ["{% assign x = gone | times: 3 %}{{ x }}", "gone"],
    ["{% assign x = nothing | times: 3 %}{{ x }}", "nothing"],
    ["{% assign x = gone %}{{ x }}", "x"],
    ["{% assign x = gone > 3 %}", "gone"],
    ["{% capture x %}{{ gone }}{% endcapture %}", "gone"],
    ["{% if name %}{% for x in list %}{{ gone }}{% endfor %}{% endif %}", "gone"],
    ["{% liquid\nassign x = gone | upcase\necho x %}", "gone"],
  ])("%s says so and gives nothing", async (text, missing) => {
    expect(await outcome(text)).toBe(`missing: ${missing}`);
    if (/gone|nothing/.test(missing)) expect(neededOf(text)).toContain(missing);
  });

  it.each([
    ["{{ gone | default: 'x' }}", "x"],
    ["{{ nothing | default: 'x' }}", "x"],
    ["{{ bare | default: 'x' }}", "x"],
    ["{{ gone | default: '' }}", ""],
    ["{{ gone | times: 3 | default: 'none' }}", "none"],
    ["{{ nothing | upcase | default: 'x' }}", "x"],
    ["{{ profile.nick | default: gone | default: 'x' }}", "x"],
    ["{{ name | default: gone }}", "Ann"],
    ["{{ no | default: 'x' }}", "x"],
    ["{{ no | default: 'x', allow_false: true }}", "false"],
    ["{{ zero | default: 'x' }}", "0"],
    ["{{ spaces | default: 'x' }}", "  "],
    ["{{ none | first | default: 'x' }}", "x"],
    ["{% if gone %}a{% else %}b{% endif %}", "b"],
    ["{% if nothing %}a{% else %}b{% endif %}", "b"],
    ["{% if gone.of.all %}a{% else %}b{% endif %}", "b"],
    ["{% if name and gone %}a{% else %}b{% endif %}", "b"],
    ["{% if gone or name %}a{% else %}b{% endif %}", "a"],
    ["{% if not gone %}a{% endif %}", "a"],
    ["{% if gone and gone > 3 %}a{% else %}b{% endif %}", "b"],
    ["{% if profile.points and profile.points > 3 %}a{% endif %}", "a"],
    ["{% if name or gone > 3 %}a{% endif %}", "a"],
    ["{% if gone == nil %}a{% endif %}", "a"],
    ["{% if gone != blank %}a{% else %}b{% endif %}", "b"],
    ["{% if name != blank %}a{% endif %}", "a"],
    ["{% unless gone %}a{% endunless %}", "a"],
    ["{% if no %}a{% elsif gone %}b{% else %}c{% endif %}", "c"],
    ["{% if gone %}{{ gone }}{% endif %}", ""],
    ["{% assign x = gone %}{% if x %}a{% else %}b{% endif %}", "b"],
    ["{% assign x = gone | default: 3 %}{{ x }}", "3"],
    ["{% assign x = none | first %}{% if x %}a{% else %}b{% endif %}", "b"],
    ["{% case gone | default: 'a' %}{% when 'a' %}b{% endcase %}", "b"],
    ["{% for x in none %}a{% else %}b{% endfor %}", "b"],
    ["{% for x in list %}{{ forloop.index }}{{ x }}{% endfor %}", "1a2b"],
    ["{{ bare }}{{ zero }}{{ no }}{{ none }}", "0false"],
    ["{% if zero %}a{% endif %}{% if bare %}b{% endif %}", "ab"],
    ["{{ list | size }}{{ list.size }}{{ list.first }}", "22a"],
  ])("%s gives what the text says then: %s", async (text, given) => {
    expect(await outcome(text)).toBe(given);
    // Which branch is taken, only the run knows.
    if (!/name or|name \| default|nick \| default/.test(text)) expect(neededOf(text)).toEqual([]);
  });
});
