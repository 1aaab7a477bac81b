import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { FUNCTIONS } from "../expressions/functions.ts";
import { evaluate } from "../expressions/index.ts";
import { MACROS } from "../expressions/syntax-tree.ts";
import { EXPRESSION_HELP, HELP_GROUPS, HELP_SCOPE } from "./index.ts";

/** A call as it is told apart: its name, whether something stands before the dot, how much is in the brackets. */
const written = new Set(EXPRESSION_HELP.flatMap(({ forms }) => forms.flatMap(callOf)));

describe("the help on expressions", () => {
  it("tells of every form of every function, and of no other", () => {
    const there = FUNCTIONS.map(({ name, receiver, takes }) => keyOf(name, receiver !== null, takes.length));
    expect(there.filter((key) => !written.has(key))).toEqual([]);
    const macros = new Set(["has", ...MACROS]);
    const invented = [...written].filter((key) => !there.includes(key) && !macros.has(nameOf(key)));
    expect(invented).toEqual([]);
    const told = new Set([...written].map(nameOf));
    expect([...macros].filter((name) => !told.has(name))).toEqual([]);
  });

  it.each(EXPRESSION_HELP.flatMap(({ examples }) => examples))("%s", (expression, gives) => {
    expect(evaluate(expression, HELP_SCOPE)).toEqual({ ok: true, value: gives });
  });

  it("has an example and a sentence for everything, under headings in their order", () => {
    for (const { says, examples } of EXPRESSION_HELP) {
      expect(says).toMatch(/^\S.*\.$/);
      expect(examples).not.toEqual([]);
    }
    const order = EXPRESSION_HELP.map(({ group }) => HELP_GROUPS.indexOf(group));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(HELP_GROUPS.length);
  });

  it("is what the guide says (after a change: npx vitest run -u and npx oxfmt docs/guides/expressions.md)", async () => {
    const guide = new URL("../../../../docs/guides/expressions.md", import.meta.url).pathname;
    const text = await readFile(guide, "utf8");
    const [before = "", rest = ""] = text.split(/(?<=^## Functions\n\n)/m);
    const after = rest.replace(/^(?:### .*\n\n|\|.*\n|\n(?=[#|]))+/, "");
    await expect(`${before}${tables()}${after}`).toMatchFileSnapshot(guide);
  });
});

/** The table of each heading that has functions, aligned as the formatter does. */
function tables(): string {
  return HELP_GROUPS.flatMap((group) => {
    const rows = EXPRESSION_HELP.filter(
      (help) => help.group === group && help.forms.some((form) => callOf(form).length > 0),
    ).map(({ forms, says, examples }) => [forms.map(code).join(", "), says, code(examples[0]?.[0] ?? "")]);
    return rows.length === 0
      ? []
      : [`### ${group}\n\n${table([["written", "what it gives", "example"], ...rows])}`];
  }).join("\n");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const [head = "", ...body] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |\n`;
  return [head, rule, ...body].join("");
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function callOf(form: string): readonly string[] {
  const [, receiver, name, inside] = /^(?:(\w+)\.)?(\w+)\((.*)\)$/.exec(form) ?? [];
  if (name === undefined) return [];
  const count = inside === "" ? 0 : (inside?.split(", ").length ?? 0);
  return [keyOf(name, receiver !== undefined, count)];
}

function keyOf(name: string, isMethod: boolean, takes: number): string {
  return `${isMethod ? "." : ""}${name}/${takes}`;
}

function nameOf(key: string): string {
  return key.replaceAll(/^\.|\/\d+$/g, "");
}
