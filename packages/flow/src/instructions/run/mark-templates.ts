import type { Json, JsonObject } from "../../json.ts";
import type { NodeType } from "../../node-type.ts";
import { hintsAt, isExpression, isObject } from "../config-walk.ts";

/** Liquid that is rendered before the step runs, told from a value that only looks like it. */
export interface MarkedTemplate {
  readonly $liquid: string;
  readonly as: "text" | "line" | "address";
}

/**
 * A config whose texts with placeholders are marked where the node type has them rendered. Only what was drawn is marked:
 * a computed value that holds braces is data.
 */
export function markTemplates(config: JsonObject, { config: schema }: NodeType): JsonObject {
  const visit = (value: Json, path: readonly string[]): Json => {
    if (typeof value === "string") {
      if (!value.includes("{{") && !value.includes("{%")) return value;
      const as = hintsAt(schema, path).rendered;
      return as === undefined ? value : { $liquid: value, as };
    }
    if (typeof value !== "object" || value === null || isExpression(value)) return value;
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item, index) => visit(item, [...path, String(index)]));
    return mapObject(value as JsonObject, (child, name) => visit(child, [...path, name]));
  };
  return mapObject(config, (child, name) => visit(child, [name]));
}

/** The marked text of a value; null for any other value. */
export function markedTemplate(value: Json | undefined): MarkedTemplate | null {
  if (!isObject(value) || typeof value["$liquid"] !== "string") return null;
  const { as } = value;
  return { $liquid: value["$liquid"], as: as === "line" || as === "address" ? as : "text" };
}

function mapObject(value: JsonObject, change: (child: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) =>
      child === undefined ? [] : [[name, change(child as Json, name)]],
    ),
  );
}
