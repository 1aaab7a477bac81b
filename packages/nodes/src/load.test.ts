import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, compile, parseDocument } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { NODE_MARK } from "./brand.ts";
import { defineNode } from "./define-node.ts";
import { loadNodes } from "./load.ts";

const shout = defineNode({
  type: "shout",
  version: 1,
  title: "Shout",
  description: "Says it.",
  icon: "x",
  category: "data",
  config: z.object({}),
  output: z.object({}),
  sample: { config: {}, output: {} },
  run: async () => ({ output: {} }),
});

/** Packages by name, as a registry would bring them: what each exports, or what importing it throws. */
async function load(packages: Readonly<Record<string, object | Error>>) {
  const folder = mkdtempSync(join(tmpdir(), "throughline-load-"));
  for (const name of Object.keys(packages))
    mkdirSync(join(folder, "node_modules", name), { recursive: true });
  try {
    return await loadNodes({
      names: Object.keys(packages).join(", "),
      folder,
      importPackage: async (name) => {
        const exported = packages[name];
        if (exported instanceof Error) throw exported;
        return exported;
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("loadNodes()", () => {
  it("knows the built-ins and what the named packages export, under any name, as a list or in an object", async () => {
    const registry = await load({
      "our-nodes": { default: [shout2] },
      more: { nodes: [], helper: 1, shout, again: shout, default: { shout } },
    });
    expect(registry.get("shout", 1)).toBe(shout);
    expect(registry.get("shout", 2)).toBe(shout2);
    expect(registry.get("delay", 1)?.nodeType.instruction).toBe("wait");
    expect(registry.get("delay", 9)).toBeUndefined();
    expect(registry.index.get("shout@1")).toBe(shout.nodeType);
    expect(registry.packages).toMatchObject([
      { name: "our-nodes", types: ["shout@2"], problems: [] },
      { name: "more", types: ["shout@1"], problems: [] },
    ]);
  });

  it("says what is wrong with a package and goes on with everything else", async () => {
    const limit = { ...shout, nodeType: { ...shout.nodeType, type: "limit", timeout: "10 sec" } };
    const twin = { ...shout };
    const delay = { ...shout, nodeType: { ...shout.nodeType, type: "delay", version: 7 } };
    const newer = { ...shout, [NODE_MARK]: 2 };
    const registry = await load({
      throws: new Error("no luck\nat all"),
      empty: { x: 1 },
      mixed: { a: shout, b: twin, delay, limit },
      later: { shout: { ...shout } },
      newer: { newer, raw: { type: "raw", config: {}, sample: {} } },
      fine: { shout2 },
    });
    expect(registry.packages.map(({ types }) => types)).toEqual([[], [], ["shout@1"], [], [], ["shout@2"]]);
    const said = registry.packages.flatMap(({ problems }) => problems);
    expect(said.map((text) => text.replace(/ in \/\S+\)/g, ")"))).toEqual([
      'Cannot load node package "throws": it threw as it was imported: no luck (version unknown)',
      'Cannot load node package "empty": it exports no node type, export what defineNode returns',
      'Cannot use node type "shout" of node package "mixed" (exported as b): the package exports another "shout" of version 1, which is used instead; give one of them another name or version',
      'Cannot use node type "delay" of node package "mixed" (exported as delay): Throughline itself has a node type "delay", give this one another name',
      expect.stringContaining('its timeout is "10 sec", it must be a duration'),
      'Cannot use node type "shout" of node package "later" (exported as shout): node package "mixed" has one of version 1 too and comes first in THROUGHLINE_NODE_PACKAGES, give one of them another name or version',
      'Cannot load node package "newer": its export newer was made by a @throughline/nodes of contract 2 and this one takes 1, install a version of the package that fits',
      'Cannot load node package "newer": its export raw was not made by defineNode, export what defineNode returns',
    ]);
    expect(registry.get("shout", 1)).toBe(shout);
    expect(registry.get("delay", 1)).toBeDefined();
  });
});

const gallery = join(import.meta.dirname, "../../../examples");
const examples = readdirSync(gallery, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && readdirSync(join(gallery, entry.name)).includes("flow.json"),
);

it.each(examples.map(({ name }) => name))(
  "the example %s is drawn with node types that there are, and compiles",
  async (name) => {
    const { index } = await loadNodes({ names: undefined, folder: gallery });
    const parsed = parseDocument(JSON.parse(readFileSync(join(gallery, name, "flow.json"), "utf8")));
    expect(parsed).toMatchObject({ ok: true });
    if (parsed.ok)
      expect(compile(check(parsed.document, index), { version: 1 })).toMatchObject({
        ok: true,
        diagnostics: [],
      });
  },
);

const shout2 = { ...shout, nodeType: { ...shout.nodeType, version: 2 } };
