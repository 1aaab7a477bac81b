// Ports that a config names: `classes.*.port` is the field `port` of every item of the list `classes`.
import type { Json, JsonObject } from "../json.ts";
import type { PortsFrom } from "../node-type.ts";
import { isObject } from "./config-walk.ts";

/** A port as a config names it, and what it is called there. */
export interface PortItem {
  readonly name: string;
  readonly title: string | undefined;
}

/** The ports that a config names in a place; also of one that is half filled in. */
export function portItems(config: JsonObject, { from, title }: PortsFrom): readonly PortItem[] {
  return find(config, from.split("."), title);
}

function find(
  value: Json | undefined,
  path: readonly string[],
  title: string | undefined,
): readonly PortItem[] {
  const [name = "", ...rest] = path;
  if (name === "*") return Array.isArray(value) ? value.flatMap((item: Json) => at(item, rest, title)) : [];
  if (!isObject(value) || !Object.hasOwn(value, name)) return [];
  if (rest.length > 0) return find(value[name], rest, title);
  const called = title === undefined ? undefined : value[title];
  return toItem(value[name], typeof called === "string" && called !== "" ? called : undefined);
}

function at(item: Json, rest: readonly string[], title: string | undefined): readonly PortItem[] {
  return rest.length === 0 ? toItem(item, undefined) : find(item, rest, title);
}

function toItem(value: Json | undefined, title: string | undefined): readonly PortItem[] {
  return typeof value === "string" && value !== "" ? [{ name: value, title }] : [];
}
