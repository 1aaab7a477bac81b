import { evaluate } from "../../expressions/cel.ts";
import type { Json, JsonObject } from "../../json.ts";

/** The config with every `{"$cel"}` replaced by its value, or the field whose expression failed. */
export type EvaluatedConfig =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly field: string; readonly message: string };

/** Evaluates the expressions of a config; parts without one are handed on as they are. */
export function evaluateConfig(config: JsonObject, scope: object): EvaluatedConfig {
  const failures: { field: string; message: string }[] = [];
  const visit = (value: Json, path: string): Json => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return mapList(value as readonly Json[], path, visit);
    const text = celOf(value as JsonObject);
    if (text === null) return mapObject(value as JsonObject, path, visit);
    const result = evaluate(text, scope);
    if (result.ok) return result.value;
    failures.push({ field: path, message: result.message });
    return null;
  };
  const value = visit(config, "") as JsonObject;
  const [first] = failures;
  return first === undefined ? { ok: true, value } : { ok: false, ...first };
}

type Visit = (value: Json, path: string) => Json;

function mapList(list: readonly Json[], path: string, visit: Visit): Json {
  return list.map((item, index) => visit(item, `${path}${path === "" ? "" : "."}${index}`));
}

function mapObject(object: JsonObject, path: string, visit: Visit): Json {
  const result: Record<string, Json> = {};
  for (const key of Object.keys(object)) {
    const child = object[key];
    if (child === undefined) continue;
    const value = visit(child, path === "" ? key : `${path}.${key}`);
    if (key === "__proto__") continue;
    result[key] = value;
  }
  return result;
}

/** The text of `{"$cel": …}` and of nothing else. */
function celOf(value: JsonObject): string | null {
  const text = value["$cel"];
  return typeof text === "string" && Object.keys(value).length === 1 ? text : null;
}
