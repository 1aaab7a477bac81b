import type { Json, JsonObject } from "../json.ts";
import type { Instruction, NodeType } from "../node-type.ts";
import type { PlanStep, PlanTrigger } from "../plan.ts";
import { isObject } from "./config-walk.ts";
import { end } from "./end/lower.ts";
import type { Lowering } from "./lowering.ts";
import { run } from "./run/lower.ts";
import { split } from "./split/lower.ts";
import { task } from "./task/lower.ts";
import { trigger } from "./trigger/lower.ts";
import { startOf } from "./trigger/start-of.ts";
import { wait } from "./wait/lower.ts";

const lowerings = { trigger, run, wait, split, task, end } satisfies {
  readonly [Op in Instruction]: Lowering<Op>;
};

/** How an instruction is lowered; the table ties each to its own, which an index cannot express. */
export function loweringOf(instruction: Instruction): Lowering<PlanStep["op"]> {
  return lowerings[instruction] as unknown as Lowering<PlanStep["op"]>;
}

/**
 * A node's config laid over what the author of its type fixed, at every depth: objects are merged by their keys, and
 * everything else that the config has takes the place of what was fixed: lists as a whole, expressions and secrets too.
 */
export function mergeConfig(nodeType: NodeType, config: JsonObject): JsonObject {
  return nodeType.preset === undefined ? config : (layOver(nodeType.preset, config) as JsonObject);
}

function layOver(under: Json | undefined, over: Json): Json {
  if (!isGroup(under) || !isGroup(over)) return over;
  const entries = Object.entries(over).filter(([, value]) => value !== undefined) as [string, Json][];
  const laid = entries.map(([name, value]) => [
    name,
    Object.hasOwn(under, name) ? layOver(under[name], value) : value,
  ]);
  return Object.fromEntries([...Object.entries(under), ...laid]);
}

/** An object of fields; `{"$cel"}`, `{"$rules"}` and `{"$secret"}` are values. */
function isGroup(value: Json | undefined): value is JsonObject {
  return isObject(value) && !Object.keys(value).some((name) => name.startsWith("$"));
}

/** The output ports of a node, also while its config is half filled in. Never throws. */
export function portsOf(
  nodeType: NodeType,
  config: JsonObject,
  onFailure: "park" | "port" = "park",
): readonly string[] {
  const lowering = loweringOf(nodeType.instruction);
  return [...new Set(lowering.ports(mergeConfig(nodeType, config), nodeType, onFailure))];
}

/** What starts runs at a trigger node, also while its config is half filled in; null for every other node. */
export function triggerKind(nodeType: NodeType, config: JsonObject): PlanTrigger["kind"] | null {
  return nodeType.instruction === "trigger" ? startOf(mergeConfig(nodeType, config)).kind : null;
}
