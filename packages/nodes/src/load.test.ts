import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, compile, parseDocument } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { z } from "zod";
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

describe("loadNodes()", () => {
  it("knows the built-ins and what the named packages export, under any name or as a list", async () => {
    const registry = await loadNodes("our-nodes, more", async (name) =>
      name === "more" ? { nodes: [], helper: 1, shout } : { default: [shout2] },
    );
    expect(registry.get("shout", 1)).toBe(shout);
    expect(registry.get("shout", 2)).toBe(shout2);
    expect(registry.get("delay", 1)?.nodeType.instruction).toBe("wait");
    expect(registry.get("delay", 9)).toBeUndefined();
    expect(registry.index.get("shout@1")).toBe(shout.nodeType);
  });

  it("says what is wrong with a package", async () => {
    await expect(loadNodes("gone", () => Promise.reject(new Error("no")))).rejects.toThrow(
      /"gone": it could not be imported/,
    );
    await expect(loadNodes("empty", async () => ({ x: 1 }))).rejects.toThrow(
      /"empty": it exports no node type/,
    );
    const byHand = { ...shout, nodeType: { ...shout.nodeType, timeout: "10 sec" } };
    await expect(loadNodes("by-hand", async () => ({ byHand }))).rejects.toThrow(
      /Cannot load node type "shout": its timeout is "10 sec", it must be a duration/,
    );
    await expect(loadNodes("a,b", async () => ({ shout }))).rejects.toThrow(/"shout@1": it is defined twice/);
  });
});

const gallery = join(import.meta.dirname, "../../../examples");
const examples = readdirSync(gallery, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && readdirSync(join(gallery, entry.name)).includes("flow.json"),
);

it.each(examples.map(({ name }) => name))(
  "the example %s is drawn with node types that there are, and compiles",
  async (name) => {
    const { index } = await loadNodes(undefined);
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
