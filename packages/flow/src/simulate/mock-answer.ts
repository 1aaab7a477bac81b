import { findStep } from "../find-step.ts";
import type { Json } from "../json.ts";
import { nodeTypeKey } from "../node-type.ts";
import { parseStep } from "../step-id.ts";
import type { Fact } from "../stepper/facts.ts";
import type { MockAnswer, Scenario } from "./scenario.ts";
import type { World } from "./world.ts";

/** How a step answers: as the scenario says, else with the sample of its type, else with nothing by its first port. */
export function mockAnswer(world: World, step: string): Fact {
  const { now: at, scenario } = world;
  const { node, visit } = parseStep(step);
  const mock = mockOf(scenario, node, visit);
  if (mock === undefined) return { kind: "done", step, output: sampleOf(world, node), at };
  if ("fail" in mock) return { kind: "failed", step, ...mock.fail, at };
  const { output, port } = mock;
  return port === undefined ? { kind: "done", step, output, at } : { kind: "done", step, output, port, at };
}

function mockOf({ mocks }: Scenario, node: string, visit: number): MockAnswer | undefined {
  const mock = mocks !== undefined && Object.hasOwn(mocks, node) ? mocks[node] : undefined;
  if (!Array.isArray(mock)) return mock as MockAnswer | undefined;
  const answers = mock as readonly MockAnswer[];
  return answers[visit - 1] ?? answers.at(-1);
}

function sampleOf({ plan, nodeTypes }: World, node: string): Json {
  const step = findStep(plan, node);
  if (step === undefined) return {};
  return nodeTypes?.get(nodeTypeKey(step.type, step.typeVersion))?.sample.output ?? {};
}
