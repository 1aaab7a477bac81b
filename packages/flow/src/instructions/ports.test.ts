import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../check/check.ts";
import { compile } from "../compile/compile.ts";
import { diagnose } from "../diagnose/diagnose.ts";
import type { JsonObject } from "../json.ts";
import { toNodeTypes } from "../node-type.ts";
import type { NodeType } from "../node-type.ts";
import { portTitle } from "../port-title.ts";
import { documentFromText, testNodeTypes } from "../testing/index.ts";
import { mergeConfig, portsOf } from "./ports.ts";

const declare = (more: Partial<NodeType>): NodeType => ({
  type: "classify",
  version: 1,
  title: "Classify",
  description: "Says what it is.",
  icon: "tags",
  category: "data",
  instruction: "run",
  config: { type: "object" },
  output: {},
  sample: { config: {}, output: {} },
  ...more,
});
const merge = (preset: JsonObject, config: JsonObject) => mergeConfig(declare({ preset }), config);

describe("mergeConfig()", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["a field beside another", { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ["a field in place of a fixed one", { a: 1 }, { a: 2 }, { a: 2 }],
    ["a field of a group beside a fixed one", { g: { a: 1 } }, { g: { b: 2 } }, { g: { a: 1, b: 2 } }],
    [
      "a group three deep",
      { g: { h: { i: { a: 1 } } } },
      { g: { h: { i: { b: 2 } } } },
      { g: { h: { i: { a: 1, b: 2 } } } },
    ],
    ["an empty group", { g: { a: 1 } }, { g: {} }, { g: { a: 1 } }],
    ["a list as a whole", { l: [1, 2, 3] }, { l: [4] }, { l: [4] }],
    ["an empty list", { l: [1] }, { l: [] }, { l: [] }],
    ["groups inside lists as a whole", { l: [{ a: 1 }] }, { l: [{ b: 2 }] }, { l: [{ b: 2 }] }],
    ["an expression", { e: { $cel: "a" } }, { e: { $cel: "b" } }, { e: { $cel: "b" } }],
    [
      "an expression in place of rules",
      { e: { $rules: { a: 1 } } },
      { e: { $cel: "b" } },
      { e: { $cel: "b" } },
    ],
    ["a group in place of an expression", { e: { $cel: "a" } }, { e: { until: "b" } }, { e: { until: "b" } }],
    ["a secret", { s: { $secret: "a" } }, { s: { $secret: "b" } }, { s: { $secret: "b" } }],
    ["a value in place of a group", { g: { a: 1 } }, { g: "PT1H" }, { g: "PT1H" }],
    ["null", { g: { a: 1 } }, { g: null }, { g: null }],
    [
      "what a message's report is about",
      {
        events: [{ type: "sms.reported", port: "reported" }],
        correlate: { event: { $cel: "event.data.message" } },
      },
      { correlate: { run: { $cel: "steps.send.message" } }, timeout: "P1D" },
      {
        events: [{ type: "sms.reported", port: "reported" }],
        correlate: { event: { $cel: "event.data.message" }, run: { $cel: "steps.send.message" } },
        timeout: "P1D",
      },
    ],
  ])("lays %s over what is fixed", (_name, preset, config, merged) => {
    expect(merge(preset, config)).toEqual(merged);
  });

  it("gives the config itself where nothing is fixed, and changes neither", () => {
    const json = fc.dictionary(fc.constantFrom("a", "b", "$cel"), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 3,
    });
    fc.assert(
      fc.property(json, json, (preset, config) => {
        const before = JSON.stringify([preset, config]);
        const merged = merge(preset as JsonObject, config as JsonObject);
        expect(JSON.stringify([preset, config])).toBe(before);
        // Laid over again it changes nothing more.
        expect(merge(merged, config as JsonObject)).toEqual(merged);
        expect(merge({}, config as JsonObject)).toEqual(config);
      }),
    );
  });

  it("takes no prototype from a config", () => {
    const config = JSON.parse('{"__proto__":{"ports":["x"]}}') as JsonObject;
    expect(Object.getPrototypeOf(merge({ a: 1 }, config))).toBe(Object.prototype);
  });
});

describe("ports that a config names", () => {
  const port = { type: "string", pattern: "^[a-z]", "x-ui": { widget: "port" } };
  const classes = {
    type: "array",
    items: { type: "object", properties: { port, label: { type: "string" } } },
  };
  const classify = declare({
    ports: [{ from: "classes.*.port", title: "label" }, "unclear"],
    config: { type: "object", properties: { classes } },
    sample: { config: { classes: [{ port: "bill", label: "A bill" }] }, output: {} },
  });

  it.each<[JsonObject, readonly string[]]>([
    [{ classes: [{ port: "bill" }, { port: "order" }] }, ["bill", "order", "unclear"]],
    [{ classes: [{ port: "" }, { label: "x" }, "text", null] }, ["unclear"]],
    [{ classes: "none" }, ["unclear"]],
    [{}, ["unclear"]],
  ])("are drawn as far as %j names them", (config, ports) => {
    expect(portsOf(classify, config)).toEqual(ports);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ["ways.*", { ways: ["a", "b"] }, ["a", "b"]],
    ["fallback", { fallback: "else" }, ["else"]],
    ["group.fallback", { group: { fallback: "else" } }, ["else"]],
    ["rows.*.cells.*.port", { rows: [{ cells: [{ port: "a" }] }, { cells: [{ port: "b" }] }] }, ["a", "b"]],
    ["ways.*", {}, ["next"]],
  ])("come from %s", (from, config, ports) => {
    expect(portsOf(declare({ ports: [{ from }] }), config)).toEqual(ports);
  });

  const document = (config: JsonObject, edges: string) => {
    const drawn = documentFromText(`start: event begin -> done\ndone: end done`);
    const node = {
      id: "sort",
      type: "classify",
      typeVersion: 1,
      name: "Sort",
      position: { x: 0, y: 0 },
      config,
    };
    const out = edges
      .split(" ")
      .map((name) => ({ from: { node: "sort", port: name }, to: { node: "done" } }));
    const into = { from: { node: "start", port: "next" }, to: { node: "sort" } };
    return { ...drawn, nodes: [...drawn.nodes, node], edges: [into, ...out] } as typeof drawn;
  };
  const types = toNodeTypes([...testNodeTypes.values(), classify]);
  const codes = (config: JsonObject, edges: string) =>
    diagnose(check(document(config, edges), types)).map(({ code }) => code);

  it("are in the plan, and have the names that the config gives them", () => {
    const config = { classes: [{ port: "bill", label: "A bill" }, { port: "order" }] };
    const drawn = document(config, "bill order unclear");
    const result = compile(check(drawn, types), { version: 1 });
    expect(result).toMatchObject({ ok: true, diagnostics: [] });
    if (result.ok)
      expect(result.plan.steps.find(({ id }) => id === "sort")).toMatchObject({
        ports: ["bill", "order", "unclear"],
      });
    const node = drawn.nodes.find(({ id }) => id === "sort");
    expect(
      node === undefined ? [] : ["bill", "order"].map((name) => portTitle(node, classify, name)),
    ).toEqual(["A bill", "order"]);
  });

  it("are checked as those of any node", () => {
    expect(codes({ classes: [{ port: "bill" }] }, "bill")).toContain("open-port");
    expect(codes({ classes: [{ port: "bill" }] }, "bill unclear gone")).toContain("dangling-edge");
    expect(codes({ classes: [{ port: "bill" }, { port: "bill" }] }, "bill unclear")).toContain("port-clash");
    expect(codes({ classes: [{ port: "unclear" }] }, "unclear")).toContain("port-clash");
  });
});
