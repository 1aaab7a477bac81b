import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "./check/check.ts";
import { compile } from "./compile/compile.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import type { FlowDocument } from "./document/schema.ts";
import { portsOf } from "./instructions/ports.ts";
import type { JsonObject } from "./json.ts";
import { nodeTypeProblem } from "./node-type-problem.ts";
import { INSTRUCTIONS, nodeTypeKey, toNodeTypes } from "./node-type.ts";
import type { Instruction, NodeType } from "./node-type.ts";
import { documentFromText, testNodeTypes } from "./testing/index.ts";

/** A config that each instruction takes. */
const SAMPLES: Readonly<Record<Instruction, JsonObject>> = {
  trigger: { eventType: "cart.updated" },
  run: {},
  wait: { events: [{ type: "order.placed", port: "ordered" }], timeout: "PT1H" },
  split: { branches: [{ port: "large", when: { $cel: "trigger.data.total > 5" } }] },
  task: { queue: "care", title: "Call", decisions: [{ key: "yes", label: "Yes" }] },
  end: { outcome: "done" },
};

const declare = (instruction: Instruction, more: object = {}): NodeType =>
  ({
    type: "shout",
    version: 1,
    title: "Shout",
    description: "Says it.",
    icon: "speakerphone",
    category: "data",
    instruction,
    config: { type: "object", additionalProperties: true },
    output: {},
    sample: { config: SAMPLES[instruction], output: {} },
    ...more,
  }) as NodeType; // authors in JavaScript write what the type forbids

describe("nodeTypeProblem()", () => {
  it.each(INSTRUCTIONS)("lets a sound %s pass", (instruction) => {
    expect(nodeTypeProblem(declare(instruction))).toBeNull();
    const preset = instruction === "run" ? {} : { preset: SAMPLES[instruction] };
    expect(nodeTypeProblem(declare(instruction, preset))).toBeNull();
  });

  it("lets the test's own types pass, and a group and a retry of one's own", () => {
    for (const type of testNodeTypes.values()) {
      const sample = { ...type.sample, config: SAMPLES[type.instruction] };
      expect(nodeTypeProblem({ ...type, sample })).toBeNull();
    }
    const more = { category: "loyalty", ports: ["yes", "no"], portTitles: { yes: "Yes!", failed: "broke" } };
    const retry = { attempts: 3, every: "PT2S", upTo: "PT5M" };
    expect(nodeTypeProblem(declare("run", { ...more, retry, timeout: "PT10S", quick: true }))).toBeNull();
  });

  it.each<[string, Instruction, object, string]>([
    ["a type of two words", "run", { type: "Send Offer" }, 'its type is "Send Offer", it must be 1 to 63'],
    ["no version", "run", { version: 0 }, "its version is 0, it must be a whole number from 1 on"],
    ["no title", "run", { title: " " }, 'its title is " ", it must be some words'],
    [
      "an icon of a file",
      "run",
      { icon: "Mail.svg" },
      'its icon is "Mail.svg", it must be the name of an icon that the designer has',
    ],
    ["an icon by a slip", "run", { icon: "user-edlt" }, 'that the designer has. Did you mean "user-edit"?'],
    [
      "an icon of nowhere",
      "run",
      { icon: "constructor" },
      'its icon is "constructor", it must be the name of',
    ],
    ["a slip of the pen", "run", { category: "mesages" }, 'its category is "mesages", it must be one of'],
    ["a group of two words", "run", { category: "Our own" }, 'its category is "Our own", it must be one of'],
    ["an instruction of tomorrow", "run", { instruction: "loop" }, 'its instruction is "loop", it must be'],
    ["a limit in words", "run", { timeout: "10 sec" }, 'its timeout is "10 sec", it must be a duration'],
    ["a limit of nothing", "run", { timeout: "PT0S" }, 'its timeout is "PT0S", it must be a duration'],
    ["a limit as a number", "run", { timeout: 30 }, "its timeout is 30, it must be a duration"],
    ["retries as a number", "run", { retry: 3 }, "its retry is 3, it must be an object with attempts"],
    ["an unknown kind of retry", "run", { retry: { attempts: 3, every: "PT1S", jitter: 1 } }, "its retry is"],
    [
      "no try at all",
      "run",
      { retry: { attempts: 0, every: "PT1S" } },
      "its retry.attempts is 0, it must be a whole number from 1 to 100",
    ],
    [
      "a pause in words",
      "run",
      { retry: { attempts: 3, every: "soon" } },
      'its retry.every is "soon", it must be a duration',
    ],
    [
      "a longest pause in words",
      "run",
      { retry: { attempts: 3, every: "PT1S", upTo: "a day" } },
      'its retry.upTo is "a day"',
    ],
    ["no port", "run", { ports: [] }, "its ports is [], it must be a list of different words"],
    ["a port of two words", "run", { ports: ["Not found"] }, 'its ports is ["Not found"], it must be'],
    ["a port twice", "run", { ports: ["yes", "yes"] }, 'its ports is ["yes","yes"], it must be'],
    ["the port of failures", "run", { ports: ["next", "failed"] }, '"failed" is kept for steps that fail'],
    ["ports as text", "run", { ports: "yes" }, 'its ports is "yes", it must be a list'],
    [
      "a title of no port",
      "run",
      { portTitles: { maybe: "perhaps" } },
      'its portTitles name "maybe", which is no port of it: it has next',
    ],
    [
      "ports from a field that is no port",
      "run",
      { ports: [{ from: "classes.*.port" }, "other"] },
      'its ports are taken from "classes.*.port", which is no field.port of its config',
    ],
    [
      "ports that its sample does not name",
      "run",
      {
        ports: [{ from: "way" }],
        config: { type: "object", properties: { way: { type: "string", "x-ui": { widget: "port" } } } },
      },
      'its ports are taken from "way", where its sample config names none',
    ],
    ["ports from nowhere", "run", { ports: [{ form: "way" }] }, 'its ports is [{"form":"way"}], it must be'],
    ["quick: false", "run", { quick: false }, "its quick is false, it must be true or absent"],
    [
      "a preset of a run",
      "run",
      { preset: { a: 1 } },
      'its preset has no effect: "run" has no fields of its own',
    ],
    [
      "a preset that is no JSON",
      "wait",
      { preset: { timeout: () => 1 } },
      "its preset is {}, it must be an object of JSON",
    ],
    [
      "a preset with a wrong port",
      "wait",
      { preset: { events: [{ type: "paid", port: "Paid!" }] } },
      'its preset is no part of the instruction "wait" at "/events/0/port"',
    ],
    [
      "a preset of another instruction",
      "wait",
      { preset: { outcome: "done" } },
      "use events, correlate, since, timeout",
    ],
    [
      "a preset whose list lacks something",
      "wait",
      { preset: { events: [{ type: "paid" }] } },
      'its preset is no part of the instruction "wait" at "/events/0/port"',
    ],
    [
      "a preset that nobody completes",
      "wait",
      { preset: { correlate: { event: { $cel: "event.data.id" } } } },
      'its sample config, laid over its preset, is nothing that the instruction "wait" takes at "/correlate/run"',
    ],
    [
      "a preset of two shapes",
      "split",
      { preset: { branches: SAMPLES.split["branches"], weights: [{ port: "a", weight: 1 }] } },
      'its preset is no part of the instruction "split"',
    ],
    [
      "an expression that does not parse",
      "trigger",
      { preset: { filter: { $cel: "event.data.total >" } } },
      'its preset has an expression at "filter" that cannot be read',
    ],
    [
      "rules that cannot be read",
      "trigger",
      { preset: { filter: { $rules: { combinator: "xor", rules: [] } } } },
      'its preset has an expression at "filter" that cannot be read: rules are combined with and or or',
    ],
    [
      "Liquid that does not parse",
      "task",
      { preset: { title: "Call {{ profile.name" } },
      'its preset has a template at "title" that cannot be read',
    ],
    [
      "a sample that is no wait",
      "wait",
      { sample: { config: { timeout: "soon" }, output: {} } },
      'its sample config, laid over its preset, is nothing that the instruction "wait" takes at "/timeout"',
    ],
  ])("says what is wrong with %s", (_name, instruction, more, problem) => {
    expect(nodeTypeProblem(declare(instruction, more))).toContain(problem);
  });
});

/** Mostly right, often not: what somebody might write into a declaration. */
const durations = fc.oneof(
  fc.constantFrom<unknown>("PT30S", "PT0S", "P1D", "10 sec", "P9999W", "-PT1S", "P1W2D", 5, null),
  fc.string({ maxLength: 6 }),
);
const words = fc.oneof(
  fc.constantFrom("yes", "no", "next", "failed", "Not found", ""),
  fc.string({ maxLength: 5 }),
);
const texts = fc.oneof(
  fc.constantFrom(
    "PT1H",
    "soon",
    "{{ profile.name }}",
    "{{ x",
    "trigger.data.total > 5",
    "((",
    "ordered",
    "",
  ),
  fc.string({ maxLength: 8 }),
);
const expressions = fc.oneof(
  fc.record({ $cel: texts }),
  fc.record({ $rules: fc.jsonValue({ maxDepth: 2 }) }),
  fc.record({ $secret: words }),
);
const values = fc.oneof(
  texts,
  expressions,
  fc.integer(),
  fc.array(
    fc.record(
      { type: texts, port: words, filter: expressions, when: expressions, key: words, label: texts },
      {
        requiredKeys: [],
      },
    ),
    { maxLength: 3 },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const fieldNames = fc.constantFrom(
  "eventType",
  "hook",
  "filter",
  "events",
  "correlate",
  "since",
  "timeout",
  "branches",
  "weights",
  "key",
  "queue",
  "title",
  "body",
  "form",
  "decisions",
  "due",
  "escalate",
  "outcome",
  "else",
);
const configs = fc.dictionary(fieldNames, values, { maxKeys: 4 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const declarations = fc
  .record({
    instruction: fc.constantFrom(...INSTRUCTIONS),
    fields: fc.record({
      timeout: maybe(durations),
      retry: maybe(
        fc.record(
          {
            attempts: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer()),
            every: durations,
            upTo: durations,
          },
          { requiredKeys: ["attempts", "every"] },
        ),
      ),
      ports: maybe(fc.array(words, { maxLength: 3 })),
      preset: maybe(configs),
      icon: maybe(fc.constantFrom("mail", "x y")),
      category: maybe(fc.constantFrom("data", "dat", "crm")),
    }),
  })
  .map(({ instruction, fields }) =>
    declare(
      instruction,
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    ),
  )
  .filter((nodeType) => nodeTypeProblem(nodeType) === null);

/** One node of the type between a trigger and an end, every way out of it drawn. */
function draw(nodeType: NodeType, config: JsonObject, onFailure: "park" | "port"): FlowDocument {
  const frame = documentFromText("start: event begin -> done\ndone: end done");
  const node = {
    id: "node",
    type: nodeType.type,
    typeVersion: 1,
    name: "Node",
    position: { x: 0, y: 0 },
    config,
    onFailure,
  };
  const out = portsOf(nodeType, config, onFailure).map((port) => ({
    from: { node: "node", port },
    to: { node: "done" },
  }));
  const into = { from: { node: "start", port: "next" }, to: { node: "node" } };
  return {
    ...frame,
    nodes: [...frame.nodes, node as FlowDocument["nodes"][number]],
    edges: [...(nodeType.instruction === "trigger" ? frame.edges : [into]), ...out],
  };
}

it("whatever loads can be published: compiling never throws, it says what is wrong with a drawing", () => {
  let compiled = 0;
  fc.assert(
    fc.property(
      declarations,
      fc.oneof(fc.constant(null), configs),
      fc.constantFrom("park", "port"),
      (nodeType, drawn, onFailure) => {
        const types = toNodeTypes([...testNodeTypes.values(), nodeType]);
        const config = drawn === null ? nodeType.sample.config : { ...nodeType.sample.config, ...drawn };
        const checked = check(draw(nodeType, config as JsonObject, onFailure), types);
        const result = compile(checked, { version: 1 });
        expect(types.has(nodeTypeKey("shout", 1))).toBe(true);
        expect(result.diagnostics).toEqual(diagnose(checked));
        if (result.ok) compiled += 1;
      },
    ),
    { numRuns: 300 },
  );
  expect(compiled).toBeGreaterThan(50);
});
