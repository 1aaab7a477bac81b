// Every example does in the simulator what its scenarios.json says, with the node types that ship.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, compile, parseDocument, toNodeTypes } from "@throughline/flow";
import type { Json, Plan } from "@throughline/flow";
import { simulate } from "@throughline/flow/simulate";
import type { Scenario } from "@throughline/flow/simulate";
import { describe, expect, it } from "vitest";
import { builtIns } from "./nodes/index.ts";

interface NamedScenario extends Scenario {
  readonly name: string;
  /** `visits`: `node → port` in order, with the visit's number from the second on; an exit has no port. */
  readonly expect: { readonly outcome: string | null; readonly visits: readonly string[] };
}

const root = join(import.meta.dirname, "../../..");
const nodeTypes = toNodeTypes(builtIns.map(({ nodeType }) => nodeType));
const examples = readdirSync(join(root, "examples")).filter((name) =>
  existsSync(join(root, "examples", name, "flow.json")),
);

function readJson(...path: readonly string[]): Json {
  return JSON.parse(readFileSync(join(root, ...path), "utf8")) as Json; // what JSON.parse gives
}

function planOf(example: string): Plan {
  const parsed = parseDocument(readJson("examples", example, "flow.json"));
  if (!parsed.ok) throw new SyntaxError(JSON.stringify(parsed.problems));
  const compiled = compile(check(parsed.document, nodeTypes), { version: 1 });
  expect(compiled.diagnostics).toEqual([]);
  if (!compiled.ok) throw new SyntaxError(`Cannot play "${example}": it does not compile`);
  return compiled.plan;
}

function play(plan: Plan, scenario: Scenario): NamedScenario["expect"] {
  const { outcome, visits } = simulate(plan, scenario, { nodeTypes });
  return {
    outcome,
    visits: visits.map(({ node, visit, port, state }) => {
      const step = visit > 1 ? `${node}.${visit}` : node;
      if (state !== "left") return `${step} is ${state}`;
      return port === undefined ? step : `${step} → ${port}`;
    }),
  };
}

describe.each(examples)("the example %s", (example) => {
  const plan = planOf(example);
  // The shape is what this test is about: a scenario without it fails here.
  const scenarios = readJson("examples", example, "scenarios.json") as unknown as readonly NamedScenario[];

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (_name, scenario) => {
    expect(play(plan, scenario)).toEqual(scenario.expect);
  });

  it("shows every outcome that it draws", () => {
    const drawn = plan.steps.flatMap((step) => (step.op === "end" ? [step.outcome] : []));
    const shown = scenarios.map(({ expect: { outcome } }) => outcome);
    expect(new Set(shown)).toEqual(new Set(drawn));
  });
});

it("the node types of the fixture are those that ship: otherwise run this test with -u, then the one of flow that compiles cart recovery", async () => {
  const text = `${JSON.stringify(
    builtIns.map(({ nodeType }) => nodeType),
    null,
    2,
  )}\n`;
  await expect(text).toMatchFileSnapshot(join(root, "fixtures/cart-recovery/node-types.json"));
});

it("a fixed address that is none is refused in the words of its field", () => {
  const document = readJson("examples", "cart-recovery", "flow.json") as {
    nodes: { id: string; config: Record<string, unknown> }[]; // our own file
  };
  const nodes = document.nodes.map((node) =>
    node.id === "offer" ? { ...node, config: { ...node.config, to: "not an address" } } : node,
  );
  const parsed = parseDocument({ ...document, nodes });
  if (!parsed.ok) throw new SyntaxError(JSON.stringify(parsed.problems));
  expect(compile(check(parsed.document, nodeTypes), { version: 1 }).diagnostics).toMatchObject([
    {
      code: "invalid-config",
      node: "offer",
      field: "to",
      message: expect.stringContaining("one e-mail address"),
    },
  ]);
});
