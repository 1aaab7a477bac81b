import { evaluateBy } from "../../expressions/cel.ts";
import { keyText } from "../../expressions/key-text.ts";
import type { Cel, WaitStep } from "../../plan.ts";
import type { Clocks } from "../../time/clocks.ts";
import type { OpenWaitRow } from "../../stepper/facts.ts";
import { pickPaths } from "../../stepper/pick-paths.ts";

/** The rows of a visit of a wait, one for each event, or why its key cannot be told. */
export type WaitRows =
  | { readonly ok: true; readonly rows: readonly OpenWaitRow[] }
  | { readonly ok: false; readonly message: string };

/** The key of a visit as text, or why it cannot be told. */
export type WaitKey =
  | { readonly ok: true; readonly text: string; readonly keyExpression: Cel }
  | { readonly ok: false; readonly message: string };

/** Makes the rows with which a wait is opened from what its run knows. */
export function waitRows(step: WaitStep, scope: object, clocks: Clocks): WaitRows {
  const key = waitKey(step, scope, clocks);
  if (!key.ok) return key;
  const rows = step.events.map((event, i) => ({
    i,
    type: event.type,
    keyExpression: key.keyExpression,
    key: key.text,
    ...(event.filter === undefined ? undefined : { filter: event.filter }),
    ...(event.again === undefined ? undefined : { again: event.again }),
    bindings: pickPaths(scope, event.bindingPaths),
    port: event.port,
  }));
  return { ok: true, rows };
}

/** What a wait goes by: a wait with events and no key, or with one that is no key, can only time out. */
export function waitKey({ correlate }: WaitStep, scope: object, clocks: Clocks): WaitKey {
  if (correlate === undefined) return { ok: false, message: "correlate: the wait has events and no key" };
  const value = evaluateBy(clocks, correlate.run, scope);
  if (!value.ok) return { ok: false, message: `correlate.run: ${value.message}` };
  const key = keyText(value.value);
  if (!key.ok) return { ok: false, message: `correlate.run: ${key.reason}` };
  return { ok: true, text: key.text, keyExpression: correlate.event };
}
