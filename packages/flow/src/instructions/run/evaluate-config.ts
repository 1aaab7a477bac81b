import { evaluateBy } from "../../expressions/cel.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { Clocks } from "../../time/clocks.ts";
import { isObject } from "../config-walk.ts";

/** The config with every `{"$cel"}` replaced by its value, or the field whose expression failed. */
export type EvaluatedConfig =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly field: string; readonly message: string };

/** Keys that mean something in a drawing. A value that brings one is data that wants to be more than data. */
const DRAWN_KEYS = ["$secret", "$cel", "$rules", "$liquid"] as const;

/**
 * Evaluates the expressions of a config; parts without one are handed on as they are. Only a drawing names secrets: a
 * value that holds a reference fails, and so does a repaired config with a secret that `drawn` has not at this place.
 */
export function evaluateConfig(
  config: JsonObject,
  scope: object,
  clocks: Clocks,
  drawn: JsonObject = config,
): EvaluatedConfig {
  if (isPlain(config)) return { ok: true, value: config };
  const evaluation: Evaluation = { scope, clocks, failure: null };
  const value = evaluated(evaluation, config, "", drawn) as JsonObject; // an object stays one
  return evaluation.failure === null ? { ok: true, value } : { ok: false, ...evaluation.failure };
}

interface Evaluation {
  readonly scope: object;
  readonly clocks: Clocks;
  /** The first of them. */
  failure: { readonly field: string; readonly message: string } | null;
}

function evaluated(evaluation: Evaluation, value: Json, path: string, drawn: Json | undefined): Json {
  if (typeof value !== "object" || value === null) return value;
  if (isObject(value)) {
    const text = celOf(value);
    if (text !== null) return valueOf(evaluation, text, path);
    const secret = value["$secret"];
    if (secret !== undefined && secret !== childOf(drawn, "$secret"))
      return fail(
        evaluation,
        path,
        `the drawing has no secret "${nameOf(secret)}" here, change the flow to use it`,
      );
  }
  return mapChildren(value, (child, name) =>
    evaluated(evaluation, child, path === "" ? name : `${path}.${name}`, childOf(drawn, name)),
  );
}

function valueOf(evaluation: Evaluation, text: string, path: string): Json {
  const result = evaluateBy(evaluation.clocks, text, evaluation.scope);
  if (!result.ok) return fail(evaluation, path, result.message);
  const key = drawnKeyIn(result.value);
  if (key === null) return result.value;
  return fail(evaluation, path, `the value holds "${key}", which only a drawing may`);
}

function fail(evaluation: Evaluation, field: string, message: string): null {
  evaluation.failure ??= { field, message };
  return null;
}

/** Derived from a config and kept as long as it is. */
const plainness = new WeakMap<JsonObject, boolean>();

/** True for a config in which nothing has to be evaluated, looked at or left out: most of a flow's. */
function isPlain(config: JsonObject): boolean {
  let known = plainness.get(config);
  if (known === undefined) {
    known = !holdsMeaning(config);
    plainness.set(config, known);
  }
  return known;
}

function holdsMeaning(value: Json | undefined): boolean {
  if (typeof value !== "object" || value === null) return value === undefined;
  return Object.entries(value).some(
    ([name, child]) =>
      name.startsWith("$") || name === "__proto__" || holdsMeaning(child as Json | undefined),
  );
}

function mapChildren(value: readonly Json[] | JsonObject, change: (child: Json, name: string) => Json): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, index) => change(item, String(index)));
  const result: Record<string, Json> = {};
  for (const name of Object.keys(value)) {
    const child = (value as JsonObject)[name];
    if (child !== undefined && name !== "__proto__") result[name] = change(child, name);
  }
  return result;
}

/** Without recursion: how deep a value goes is up to whoever sent it. */
function drawnKeyIn(value: Json): string | null {
  if (typeof value !== "object" || value === null) return null;
  const open: (Json | undefined)[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    const key = DRAWN_KEYS.find((candidate) => Object.hasOwn(next, candidate));
    if (key !== undefined) return key;
    for (const child of Object.values(next)) open.push(child as Json | undefined);
  }
  return null;
}

function childOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as JsonObject)[name];
}

function nameOf(secret: Json): string {
  return typeof secret === "string" ? secret : "";
}

/** The text of `{"$cel": …}` and of nothing else. */
function celOf(value: JsonObject): string | null {
  const text = value["$cel"];
  return typeof text === "string" && Object.keys(value).length === 1 ? text : null;
}
