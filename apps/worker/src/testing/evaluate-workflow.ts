// A workflow for tests: expressions in the sandbox, by the module that runs preload.
import { evaluate } from "@throughline/flow/stepper";
import type { Evaluation, Json, JsonObject } from "@throughline/flow/stepper";

/** Evaluates every text over one scope. */
export function evaluateAll(
  texts: readonly string[],
  scope: JsonObject,
): Promise<readonly Evaluation<Json>[]> {
  return Promise.resolve(texts.map((text) => evaluate(text, scope)));
}
