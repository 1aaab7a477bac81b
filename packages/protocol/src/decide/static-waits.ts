// The waits of a run that are known at entry: their rows are written with the run, so no later event can slip by.
import { evaluate, keyText } from "@throughline/flow";
import type { Json, JsonObject, Plan, WaitStep } from "@throughline/flow";
import type { RunRow, WaitRow } from "../rows.ts";
import { shortRunId, topicHash } from "./ids.ts";

/** Rows of every static wait; a wait whose key is no key has none and can only time out. */
export function staticWaits(plan: Plan, run: RunRow): readonly WaitRow[] {
  const waits = plan.steps.filter(
    (step): step is WaitStep => step.op === "wait" && step.static && step.events.length > 0,
  );
  if (waits.length === 0) return [];
  const scope = entryScope(plan, run);
  return waits.flatMap((step) => rowsOf(step, run, scope));
}

/** Picks values by path into an object of the same shape: what a filter sees of the run beside its event. */
export function pickBindings(scope: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  const bindings: Record<string, Json> = {};
  for (const path of paths) put(bindings, path, read(scope, path));
  return bindings;
}

function entryScope(plan: Plan, run: RunRow): JsonObject {
  const { id, flow, version, subject, entry } = run;
  const about = { id, shortId: shortRunId(id), flow, version, startedAt: entry.receivedAt };
  const { timeZone } = plan.settings;
  return {
    trigger: entry as unknown as Json,
    subject,
    run: about,
    vars: {},
    now: entry.receivedAt,
    timeZone,
  };
}

function rowsOf(step: WaitStep, run: RunRow, scope: JsonObject): readonly WaitRow[] {
  const { correlate } = step;
  if (correlate === undefined) return [];
  const value = evaluate(correlate.run, scope);
  const key = value.ok ? keyText(value.value) : value;
  if (!key.ok) return [];
  return step.events.map((event, i) => ({
    run: run.id,
    step: `${step.id}.1`,
    i,
    topic: topicHash(event.type, correlate.event, key.text),
    type: event.type,
    filter: event.filter ?? null,
    bindings: pickBindings(scope, event.bindingPaths),
    fromNo: run.entry.no,
    port: event.port,
    state: { kind: "open" },
  }));
}

function read(scope: Json | undefined, path: readonly string[]): Json | undefined {
  let value = scope;
  for (const name of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}

function put(target: Record<string, Json>, path: readonly string[], value: Json | undefined): void {
  const [name, ...rest] = path;
  if (name === undefined || value === undefined) return;
  if (rest.length === 0) {
    define(target, name, value);
    return;
  }
  const child = Object.hasOwn(target, name) ? target[name] : undefined;
  const next =
    typeof child === "object" && child !== null && !Array.isArray(child) ? { ...(child as JsonObject) } : {};
  put(next as Record<string, Json>, rest, value);
  define(target, name, next);
}

/** An event may bring a field called `__proto__`; it stays a field. */
function define(target: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}
