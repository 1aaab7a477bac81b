// The ways out of a drawn node and what starts runs at it. Apart from the fields and their checks, so that whoever only
// draws a flow needs none of those.
import type { Json, JsonObject } from "../json.ts";
import type { Instruction, NodeType } from "../node-type.ts";
import type { PlanTrigger } from "../plan.ts";
import { isObject } from "./config-walk.ts";
import { ownPorts } from "./run/own-ports.ts";
import { startOf } from "./trigger/start-of.ts";
import { wordsAt } from "./words-at.ts";

type OnFailure = "park" | "port";
type Ports = (config: JsonObject, nodeType: NodeType, onFailure: OnFailure) => readonly string[];

const ports = {
  trigger: () => ["next"],
  run: (config, nodeType, onFailure) => {
    const own = ownPorts(nodeType, config);
    return onFailure === "port" ? [...own, "failed"] : own;
  },
  wait: (config) => {
    const own = wordsAt(config["events"], "port");
    return config["timeout"] !== undefined || own.length === 0 ? [...own, "timeout"] : own;
  },
  split: (config) =>
    config["weights"] === undefined
      ? [...wordsAt(config["branches"], "port"), "else"]
      : wordsAt(config["weights"], "port"),
  task: (config) => {
    const own = wordsAt(config["decisions"], "key");
    return config["due"] === undefined ? own : [...own, "overdue"];
  },
  end: () => [],
} satisfies Readonly<Record<Instruction, Ports>>;

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
  onFailure: OnFailure = "park",
): readonly string[] {
  return [...new Set(waysOut(nodeType, mergeConfig(nodeType, config), onFailure))];
}

/** The ports of a merged config in order, one twice where two ways out share a name. Never throws. */
export function waysOut(nodeType: NodeType, config: JsonObject, onFailure: OnFailure): readonly string[] {
  return ports[nodeType.instruction](config, nodeType, onFailure);
}

/** What starts runs at a trigger node, also while its config is half filled in; null for every other node. */
export function triggerKind(nodeType: NodeType, config: JsonObject): PlanTrigger["kind"] | null {
  return nodeType.instruction === "trigger" ? startOf(mergeConfig(nodeType, config)).kind : null;
}
