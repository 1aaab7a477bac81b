// Expressions outside the sandbox, where the library of zones can be asked.
import type { Json } from "../json.ts";
import { hostClocks } from "../time/host-zones.ts";
import { evaluateBy, evaluateConditionBy } from "./cel.ts";
import type { Evaluation } from "./cel.ts";

/**
 * Evaluates an expression by the clocks of a zone: where none is given, that of the run (`run.timeZone`), or UTC.
 *
 * @example evaluate("trigger.data.total > 500", { trigger: { data: { total: 700 } } }) // { ok: true, value: true }
 */
export function evaluate(text: string, scope: object, zone?: string): Evaluation<Json> {
  return evaluateBy(hostClocks(zone ?? zoneOfRun(scope)), text, scope);
}

/** Evaluates a condition; anything but true or false is a failure. */
export function evaluateCondition(text: string, scope: object, zone?: string): Evaluation<boolean> {
  return evaluateConditionBy(hostClocks(zone ?? zoneOfRun(scope)), text, scope);
}

/** The zone that a scope names as that of its flow. */
function zoneOfRun(scope: object): string {
  const { run } = scope as { readonly run?: { readonly timeZone?: unknown } }; // read with care
  return typeof run?.timeZone === "string" ? run.timeZone : "UTC";
}
