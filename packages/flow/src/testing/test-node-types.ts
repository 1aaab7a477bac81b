// Node types of the notation: one per instruction, with configs that let everything through.
import type { Instruction, NodeType, NodeTypes } from "../node-type.ts";
import { toNodeTypes } from "../node-type.ts";

const EVENT_OUTPUT = {
  type: "object",
  properties: { data: {}, subject: { type: "string" } },
  additionalProperties: false,
};

function nodeType(type: string, instruction: Instruction, more: Partial<NodeType> = {}): NodeType {
  return {
    type,
    version: 1,
    title: type,
    description: type,
    icon: "box",
    category: "logic",
    instruction,
    config: { type: "object", additionalProperties: true },
    output: {},
    sample: { config: {}, output: {} },
    ...more,
  };
}

const text = { type: "string", "x-ui": { template: true } };
const doConfig = { type: "object", properties: { text }, additionalProperties: true };

/** `test-do` leaves by `next`, `test-choose` by `yes` or `no`; their field `text` is Liquid. */
export const testNodeTypes: NodeTypes = toNodeTypes([
  nodeType("test-trigger", "trigger", { output: EVENT_OUTPUT }),
  nodeType("test-do", "run", { config: doConfig, ports: ["next"] }),
  nodeType("test-quick", "run", { config: doConfig, ports: ["next"], quick: true }),
  nodeType("test-choose", "run", { config: doConfig, ports: ["yes", "no"] }),
  nodeType("test-wait", "wait"),
  nodeType("test-split", "split"),
  nodeType("test-task", "task"),
  nodeType("test-end", "end"),
]);
