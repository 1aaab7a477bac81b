// A workflow for tests: expressions in the sandbox, by the module that runs preload.
import { evaluateBy } from "@throughline/flow/stepper";
import type { Evaluation, Json, JsonObject, ZoneSpan } from "@throughline/flow/stepper";

/** Clocks by zone and span, as a run keeps them. */
type Zones = Readonly<Record<string, ZoneSpan | null>>;

/** Evaluates every text over one scope, by the clocks that are handed in. */
export function evaluateAll(
  texts: readonly string[],
  scope: JsonObject,
  { zone, zones }: { readonly zone: string; readonly zones: Zones },
): Promise<readonly Evaluation<Json>[]> {
  const clocks = { zone, spanOf: (name: string, span: number) => zones[`${name} ${span}`] ?? null };
  return Promise.resolve(texts.map((text) => evaluateBy(clocks, text, scope)));
}
