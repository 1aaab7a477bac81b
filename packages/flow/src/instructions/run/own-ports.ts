import type { JsonObject } from "../../json.ts";
import type { NodeType } from "../../node-type.ts";
import { portItems } from "../port-items.ts";

/** The fixed ports of an action and those that its config names, in the order of the declaration; one at least. */
export function ownPorts({ ports = ["next"] }: NodeType, config: JsonObject): readonly string[] {
  const found = ports.flatMap((port) =>
    typeof port === "string" ? [port] : portItems(config, port).map(({ name }) => name),
  );
  return found.length === 0 ? ["next"] : found;
}
