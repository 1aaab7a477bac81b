// Why a wait for an event's type did not take it: its key and its condition, judged again on the waits that stand now.
import type { Receipt } from "@throughline/contract";
import type { EventViewRow, PlanRow, WaitingRow } from "@throughline/db";
import { evaluate, evaluateCondition, findStep, keyText } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { topicHash } from "@throughline/protocol";
import { toSeenEvent, valuesOf } from "./seen-event.ts";

type Line = Receipt["lines"][number];
type Reason = Omit<Line, "flow" | "flowName" | "node">;

/** One wait of a flow, whatever the versions that draw it. */
interface WaitOfFlow {
  readonly flow: string;
  readonly flowName: string;
  readonly node: string;
  readonly name: string;
  readonly keyExpression: string;
  /** Conditions of the live version's waits. */
  readonly filters: (string | null)[];
  /** Runs that wait in the event's topic now. */
  readonly standing: WaitingRow[];
}

/** The topics (hex) in which the event met waits, by key expression; a key that cannot be found has none. */
export function topicsOf(
  event: EventViewRow,
  keyExpressions: readonly string[],
): ReadonlyMap<string, string> {
  const scope = { event: toSeenEvent(event) };
  return new Map(
    keyExpressions.flatMap((expression): [string, string][] => {
      const key = keyOf(expression, scope);
      return key.ok ? [[topicHash(event.type, expression, key.text), expression]] : [];
    }),
  );
}

/** One line for each wait that looks at such an event: of the versions that were live, and of runs that wait now. */
export function explainWaits(
  event: EventViewRow & { readonly no: string | null },
  plans: readonly PlanRow[],
  standing: readonly WaitingRow[],
  topics: ReadonlyMap<string, string>,
): Line[] {
  return [...waitsOf(event.type, plans, standing, topics).values()].map((wait) => ({
    flow: wait.flow,
    flowName: wait.flowName,
    node: wait.node,
    ...explainWait(wait, event),
  }));
}

function waitsOf(
  type: string,
  plans: readonly PlanRow[],
  standing: readonly WaitingRow[],
  topics: ReadonlyMap<string, string>,
): ReadonlyMap<string, WaitOfFlow> {
  const waits = new Map<string, WaitOfFlow>();
  const find = (about: Omit<WaitOfFlow, "filters" | "standing">): WaitOfFlow => {
    const id = `${about.flow} ${about.node} ${about.keyExpression}`;
    const wait = waits.get(id) ?? { ...about, filters: [], standing: [] };
    waits.set(id, wait);
    return wait;
  };
  for (const { flow, flowName, plan } of plans) {
    for (const listen of plan.listens) {
      const step = findStep(plan, listen.wait);
      if (listen.type !== type || step?.op !== "wait") continue;
      const { id: node, name } = step;
      const { keyExpression } = listen;
      find({ flow, flowName, node, name, keyExpression }).filters.push(
        step.events[listen.event]?.filter ?? null,
      );
    }
  }
  for (const row of standing) {
    const keyExpression = topics.get(row.topic);
    if (keyExpression === undefined) continue;
    const { flow, flowName, node, name } = row;
    find({ flow, flowName, node, name, keyExpression }).standing.push(row);
  }
  return waits;
}

function explainWait(wait: WaitOfFlow, event: EventViewRow & { readonly no: string | null }): Reason {
  const { name, keyExpression } = wait;
  const scope = { event: toSeenEvent(event), now: event.receivedAt };
  const base = { verdict: "missed", version: null, run: null } as const;
  const key = keyOf(keyExpression, scope);
  const values = valuesOf(keyExpression, scope);
  if (!key.ok)
    return {
      ...base,
      code: "no-key",
      message: `“${name}”: ${keyExpression} cannot be compared: ${key.reason}.`,
      values,
    };
  const what = `${keyExpression} = ${key.text}`;
  const [first] = wait.standing;
  if (first !== undefined) return explainStanding(first, wait, event, what);
  if (wait.filters.every((filter) => filter === null))
    return { ...base, code: "nobody-waited", message: `“${name}”: no run waited for ${what}.`, values };
  return { ...base, ...explainAbsent(wait, scope, what), values };
}

/** A run stands in the topic and did not take the event: it came later, or its condition did not hold. */
function explainStanding(
  first: WaitingRow,
  { name, standing }: WaitOfFlow,
  event: EventViewRow & { readonly no: string | null },
  what: string,
): Reason {
  const scope = { ...first.bindings, event: toSeenEvent(event), now: event.receivedAt };
  const runs = new Set(standing.map(({ run }) => run)).size;
  const who = runs === 1 ? "a run" : `${runs} runs, this one among them,`;
  const base = { verdict: "missed", version: first.version, run: first.run } as const;
  const waits = runs === 1 ? "waits" : "wait";
  if (event.no !== null && Number(event.no) <= first.fromNo)
    return {
      ...base,
      code: "waited-later",
      message: `“${name}”: ${who} ${waits} for ${what}, but came to it only after this event.`,
    };
  const judged =
    first.filter === null ? ({ ok: true, value: true } as const) : evaluateCondition(first.filter, scope);
  const filter = first.filter ?? "";
  const values = valuesOf(filter, scope);
  if (!judged.ok)
    return {
      ...base,
      code: "filter-error",
      message: `“${name}”: ${who} waited for ${what}, but its condition (${filter}) could not be judged: ${judged.message}.`,
      values,
    };
  if (!judged.value)
    return {
      ...base,
      code: "filter-false",
      message: `“${name}”: ${who} waited for ${what}, but its condition (${filter}) was not true.`,
      values,
    };
  return {
    ...base,
    code: "not-taken",
    message: `“${name}”: ${who} ${waits} for ${what}, but could not take this event when it was matched: another came first, or its time was up.`,
  };
}

/** Nobody stands in the topic. A condition on the event alone can be judged; one on a run that has ended cannot. */
function explainAbsent(
  { name, filters }: WaitOfFlow,
  scope: { readonly event: Json },
  what: string,
): Pick<Reason, "code" | "message"> {
  const verdicts = filters.map((filter) =>
    filter === null ? ({ ok: true, value: true } as const) : evaluateCondition(filter, scope),
  );
  if (verdicts.every((verdict) => verdict.ok && !verdict.value))
    return {
      code: "filter-false",
      message: `“${name}”: its condition (${filters.join(", ")}) is not true for this event.`,
    };
  if (verdicts.some((verdict) => verdict.ok && verdict.value))
    return { code: "nobody-waited", message: `“${name}”: no run waited for ${what}.` };
  return {
    code: "nobody-waits",
    message: `“${name}”: no run that is under way waits for ${what}.`,
  };
}

type Key = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

function keyOf(expression: string, scope: { readonly event: Json }): Key {
  const value = evaluate(expression, scope);
  return value.ok ? keyText(value.value) : { ok: false, reason: value.message };
}
