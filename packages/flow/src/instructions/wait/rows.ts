import { evaluate } from "../../expressions/cel.ts";
import { keyText } from "../../expressions/key-text.ts";
import type { WaitStep } from "../../plan.ts";
import type { OpenWaitRow } from "../../stepper/facts.ts";
import { pickPaths } from "../../stepper/pick-paths.ts";

/** The rows of a visit of a wait, one for each event, or why its key cannot be told. */
export type WaitRows =
  | { readonly ok: true; readonly rows: readonly OpenWaitRow[] }
  | { readonly ok: false; readonly message: string };

/** Makes the rows with which a wait is opened from what its run knows. */
export function waitRows({ correlate, events }: WaitStep, scope: object): WaitRows {
  if (correlate === undefined) return { ok: false, message: "correlate: the wait has events and no key" };
  const value = evaluate(correlate.run, scope);
  if (!value.ok) return { ok: false, message: `correlate.run: ${value.message}` };
  const key = keyText(value.value);
  if (!key.ok) return { ok: false, message: `correlate.run: ${key.reason}` };
  const rows = events.map((event, i) => ({
    i,
    type: event.type,
    keyExpression: correlate.event,
    key: key.text,
    ...(event.filter === undefined ? {} : { filter: event.filter }),
    ...(event.again === undefined ? {} : { again: event.again }),
    bindings: pickPaths(scope, event.bindingPaths),
    port: event.port,
  }));
  return { ok: true, rows };
}
