// Why a flow that looks at an event's type did nothing with it: the same expressions, judged again, with what they saw.
import type { Receipt } from "@throughline/contract";
import type { EventViewRow, PlanRow } from "@throughline/db";
import { evaluate, keyText, referencedPaths } from "@throughline/flow";
import type { Json, PlanTrigger } from "@throughline/flow";

type Line = Receipt["lines"][number];

/** One line for each trigger and each kind of wait that could have taken the event. */
export function explainMiss(row: PlanRow, event: EventViewRow): Line[] {
  const seen = toSeenEvent(event);
  const base = { flow: row.flow, flowName: row.flowName, version: row.version, run: null };
  const triggers = row.plan.triggers
    .filter(
      (trigger) =>
        trigger.eventType === event.type && (trigger.source === undefined || trigger.source === event.source),
    )
    .map((trigger): Line => ({
      ...base,
      node: row.plan.steps[trigger.step]?.id ?? null,
      ...explainTrigger(trigger, row, seen),
    }));
  const waits = new Map<string, Line>();
  for (const listen of row.plan.listens) {
    if (listen.type !== event.type) continue;
    const step = row.plan.steps[listen.wait];
    if (step === undefined) continue;
    waits.set(`${step.id} ${listen.keyExpression}`, {
      ...base,
      node: step.id,
      ...explainWait(listen.keyExpression, step.name, seen),
    });
  }
  return [...triggers, ...waits.values()];
}

type Reason = Pick<Line, "verdict" | "code" | "message" | "values">;

function explainTrigger(trigger: PlanTrigger, row: PlanRow, event: Json): Reason {
  const name = row.plan.steps[trigger.step]?.name ?? "The trigger";
  if (trigger.filter !== undefined) {
    const judged = evaluate(trigger.filter, { event, trigger: event });
    const values = valuesOf(trigger.filter, event);
    if (!judged.ok)
      return {
        verdict: "missed",
        code: "filter-error",
        message: `“${name}”: its condition could not be judged: ${judged.message}.`,
        values,
      };
    if (judged.value !== true)
      return {
        verdict: "missed",
        code: "filter-false",
        message: `“${name}”: its condition (${trigger.filter}) was not true for this event.`,
        values,
      };
  }
  const subject = evaluate(row.plan.settings.subject, { event, trigger: event });
  if (!subject.ok)
    return {
      verdict: "missed",
      code: "no-subject",
      message: `“${name}”: no subject could be found: ${subject.message}.`,
    };
  return {
    verdict: "missed",
    code: "not-taken",
    message: `“${name}” would take such an event now; it did not when this one was matched.`,
  };
}

function explainWait(keyExpression: string, name: string, event: Json): Reason {
  const key = evaluate(keyExpression, { event });
  const values = valuesOf(keyExpression, event);
  if (!key.ok)
    return {
      verdict: "missed",
      code: "no-key",
      message: `“${name}”: the value to compare could not be found: ${key.message}.`,
      values,
    };
  const text = keyText(key.value);
  if (!text.ok)
    return {
      verdict: "missed",
      code: "no-key",
      message: `“${name}”: the value to compare cannot be used: ${text.reason}.`,
      values,
    };
  return {
    verdict: "missed",
    code: "nobody-waited",
    message: `“${name}”: no run waited for ${keyExpression} = ${text.text}, or its condition was not true.`,
    values,
  };
}

/** The event as an expression sees it. */
function toSeenEvent(event: EventViewRow): Json {
  return {
    id: event.id,
    source: event.source,
    type: event.type,
    ...(event.time === null ? {} : { time: event.time }),
    ...(event.subject === null ? {} : { subject: event.subject }),
    data: event.data,
  };
}

/** What an expression's paths into the event led to; a path that leads nowhere is left out. */
function valuesOf(expression: string, event: Json): never {
  const values: [string, Json][] = [];
  for (const path of referencedPaths(expression)) {
    const [root, ...rest] = path;
    if (root !== "event" && root !== "trigger") continue;
    const value = follow(event, rest);
    if (value !== undefined) values.push([path.join("."), value]);
  }
  return Object.fromEntries(values) as never; // z.json() types its input as mutable; the value is not touched
}

function follow(value: Json, path: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null || Array.isArray(here) || !Object.hasOwn(here, key))
      return undefined;
    here = (here as Readonly<Record<string, Json>>)[key];
  }
  return here;
}
