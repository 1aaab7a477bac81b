import { isObject } from "./instructions/config-walk.ts";
import type { JsonObject } from "./json.ts";
import type { NodeType } from "./node-type.ts";

/** What a step that left by `failed` puts into `steps.<id>` instead of its own output. */
const ERROR: JsonObject = {
  type: "object",
  properties: { code: { type: "string" }, message: { type: "string" } },
  required: ["code", "message"],
  additionalProperties: false,
};

/** One object per type, so that an output which stayed the same is the same object. */
const withError = new WeakMap<NodeType, JsonObject>();

/** JSON Schema of `steps.<id>`: the type's output, and `error` where a failure leaves by a port. Both may be missing. */
export function outputOf(nodeType: NodeType, onFailure: "park" | "port" = "park"): JsonObject {
  const { output, instruction } = nodeType;
  if (instruction !== "run" || onFailure !== "port" || output["type"] !== "object") return output;
  const known = withError.get(nodeType);
  if (known !== undefined) return known;
  const properties = isObject(output["properties"]) ? output["properties"] : {};
  // A type that has a field of this name means something of its own by it: either may stand there.
  const error = Object.hasOwn(properties, "error") ? {} : ERROR;
  const either = { ...output, properties: { ...properties, error } };
  withError.set(nodeType, either);
  return either;
}
