// The reference names everything that there is, and nothing that there is not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CATEGORIES, ICONS, INSTRUCTIONS, nodeTypeProblem } from "@throughline/flow";
import type { Instruction } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import * as testing from "./testing.ts";

const root = join(import.meta.dirname, "../../..");
const reference = readFileSync(join(root, "docs/guides/node-type-reference.md"), "utf8");
const section = (title: string): string =>
  reference.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";

/** The first words in code of each row of a section's tables. */
const rows = (title: string): readonly string[] =>
  [...section(title).matchAll(/^\| `([^`]+)` /gm)].map(([, name]) => name ?? "");

/** The members of an interface, as its source lists them. */
function members(file: string, name: string): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, file), "utf8");
  const [, body = ""] = new RegExp(`interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)(?:\?|\(|:)/gm)].map(([, member]) => member ?? "");
}

/** The fields that an instruction takes, as it says itself to whoever presets another one. */
function fieldsOf(instruction: Instruction): readonly string[] {
  const type = {
    type: "shout",
    version: 1,
    title: "Shout",
    description: "Says it.",
    icon: "x",
    category: "data",
    instruction,
    config: {},
    output: {},
    sample: { config: {}, output: {} },
    preset: { noSuchField: 1 },
  };
  const [, names = ""] = /, use (.*)$/.exec(nodeTypeProblem(type) ?? "") ?? [];
  return names.split(", ");
}

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

describe("docs/guides/node-type-reference.md", () => {
  it("has every field of defineNode", () => {
    const fields = ["Described", "RunDefinition", "InstructionDefinition"].flatMap((name) =>
      members("define-node.ts", name),
    );
    expect(fields).toContain("mayBeUnsure");
    expect(sorted(rows("`defineNode`"))).toEqual(sorted(fields));
  });

  it("has every argument of run and every port", () => {
    const args = [...members("ports.ts", "RunArgs"), ...members("ports.ts", "Ports")];
    expect(args).toEqual(expect.arrayContaining(["effect", "http"]));
    expect(sorted(rows("What `run` gets").filter((name) => name !== "ports."))).toEqual(sorted(args));
  });

  it.each(INSTRUCTIONS.filter((name) => name !== "run"))("has every field of the instruction %s", (name) => {
    const said = [...reference.matchAll(/^\| `(\w+)` +\| `(\w+)` /gm)].flatMap(([, instruction, field]) =>
      instruction === name ? [field ?? ""] : [],
    );
    expect(sorted(said)).toEqual(sorted(fieldsOf(name)));
  });

  it("has every category and every icon", () => {
    const words = (title: string): readonly string[] =>
      [...section(title).matchAll(/`([a-z0-9-]+)`/g)].map(([, word]) => word ?? "");
    expect(words("Categories")).toEqual(CATEGORIES);
    expect(words("Icons")).toEqual(ICONS);
  });

  it("has every helper for tests", () => {
    expect(sorted(rows("Testing"))).toEqual(sorted(Object.keys(testing)));
  });
});
