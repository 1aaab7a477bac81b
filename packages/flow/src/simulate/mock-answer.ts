import { findStep } from "../find-step.ts";
import type { NodeTypes } from "../node-type.ts";
import { nodeTypeKey } from "../node-type.ts";
import type { Plan } from "../plan.ts";
import type { Fact } from "../stepper/facts.ts";
import type { MockAnswer, Scenario } from "./scenario.ts";

type Answer = Omit<Extract<Fact, { kind: "done" }>, "at"> | Omit<Extract<Fact, { kind: "failed" }>, "at">;

/** How a step answers: as the scenario says, else with the sample of its type, else with nothing by its first port. */
export function mockAnswer(
  plan: Plan,
  step: string,
  scenario: Scenario,
  nodeTypes: NodeTypes | undefined,
): Answer {
  const dot = step.lastIndexOf(".");
  const node = step.slice(0, dot);
  const mock = mockOf(scenario, node, Number(step.slice(dot + 1)));
  if (mock === undefined) return { kind: "done", step, output: sampleOf(plan, node, nodeTypes) };
  if ("fail" in mock) return { kind: "failed", step, ...mock.fail };
  return { kind: "done", step, output: mock.output, ...(mock.port === undefined ? {} : { port: mock.port }) };
}

function mockOf({ mocks }: Scenario, node: string, visit: number): MockAnswer | undefined {
  const mock = mocks !== undefined && Object.hasOwn(mocks, node) ? mocks[node] : undefined;
  if (!Array.isArray(mock)) return mock as MockAnswer | undefined;
  const answers = mock as readonly MockAnswer[];
  return answers[visit - 1] ?? answers.at(-1);
}

function sampleOf(plan: Plan, node: string, nodeTypes: NodeTypes | undefined): NodeTypesSample {
  if (nodeTypes === undefined) return {};
  const step = findStep(plan, node);
  return step === undefined
    ? {}
    : (nodeTypes.get(nodeTypeKey(step.type, step.typeVersion))?.sample.output ?? {});
}

type NodeTypesSample = Extract<Fact, { kind: "done" }>["output"];
