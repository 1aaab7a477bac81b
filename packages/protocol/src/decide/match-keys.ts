// The first half of matching, which needs no rows: which events meet which topics, and which runs they might start.
import { evaluate, evaluateCondition, keyText, STARTED_TYPE } from "@throughline/flow";
import type { FlowEvent, Json } from "@throughline/flow";
import type { EventRow } from "../rows.ts";
import { runId, topicHash } from "./ids.ts";
import type { LivePlan, LiveTrigger, Routing } from "./routing.ts";

const MAX_SUBJECT_CHARS = 512;

/** What an event would do to one flow, before the entry row has its say. */
export type Candidate =
  | {
      readonly kind: "enter";
      readonly live: LivePlan;
      readonly triggerStep: number;
      readonly subject: string;
      /** Id of the run it would start. */
      readonly run: string;
      /** Steps of further triggers of this flow that match too. */
      readonly alsoMatched: readonly number[];
    }
  | {
      readonly kind: "refuse";
      readonly live: LivePlan;
      readonly code: "filter-error" | "no-subject" | "paused";
      readonly detail: string;
    };

export interface PreparedEvent {
  readonly event: EventRow;
  readonly topics: readonly string[];
  readonly candidates: readonly Candidate[];
}

/** What to read and lock before `match`: waits by topic, entry rows, then runs. */
export interface MatchKeys {
  readonly events: readonly PreparedEvent[];
  readonly topics: readonly string[];
  readonly entries: readonly { readonly flow: string; readonly subject: string }[];
  /** Runs these events would start; a row that is already there means the event was matched before. */
  readonly runs: readonly string[];
}

/** Evaluates everything about a batch that depends on the events and the routing alone. */
export function matchKeys(routing: Routing, batch: readonly EventRow[]): MatchKeys {
  const events = batch.map((event) => prepare(routing, event));
  const candidates = events.flatMap((one) => one.candidates).filter((one) => one.kind === "enter");
  const entries = new Map(
    candidates.map(({ live, subject }) => [
      `${live.plan.flow} ${subject}`,
      { flow: live.plan.flow, subject },
    ]),
  );
  return {
    events,
    topics: [...new Set(events.flatMap(({ topics }) => topics))],
    entries: [...entries.values()],
    runs: [...new Set(candidates.map(({ run }) => run))],
  };
}

/** An event's data as expressions see it: `event`, and `trigger` for the event that would start a run. */
export function eventScope(event: EventRow): { readonly event: Json; readonly now: string } {
  const { receivedAt, ...fields } = event;
  const at = new Date(receivedAt).toISOString();
  return { event: { ...fields, receivedAt: at } as unknown as Json, now: at };
}

function prepare(routing: Routing, event: EventRow): PreparedEvent {
  const listeners = routing.listeners.get(event.type) ?? [];
  const triggers = (routing.triggers.get(event.type) ?? []).filter((one) => isFor(one, event));
  if (listeners.length === 0 && triggers.length === 0) return { event, topics: [], candidates: [] };
  const scope = eventScope(event);
  return {
    event,
    topics: topicsOf(event.type, listeners, scope),
    candidates: candidatesOf(routing, triggers, event, scope),
  };
}

/** A manual start is seen only by the flow it names. */
function isFor({ trigger }: LiveTrigger, event: FlowEvent): boolean {
  if (trigger.source !== undefined) return trigger.source === event.source;
  return event.type !== STARTED_TYPE;
}

function topicsOf(type: string, keyExpressions: readonly string[], scope: object): readonly string[] {
  return keyExpressions.flatMap((expression) => {
    const value = evaluate(expression, scope);
    if (!value.ok) return [];
    const key = keyText(value.value);
    return key.ok ? [topicHash(type, expression, key.text)] : [];
  });
}

function candidatesOf(
  { paused }: Routing,
  triggers: readonly LiveTrigger[],
  event: EventRow,
  scope: { readonly event: Json },
): readonly Candidate[] {
  const flows = new Map<LivePlan, LiveTrigger[]>();
  for (const one of triggers) flows.set(one.live, [...(flows.get(one.live) ?? []), one]);
  const seen = { ...scope, trigger: scope.event };
  return [...flows].flatMap(([live, group]) => {
    const candidate = candidateOf(live, group, event, seen);
    if (candidate === null) return [];
    return candidate.kind === "enter" && paused.has(live.plan.flow) ? refusePaused(live) : candidate;
  });
}

function refusePaused(live: LivePlan): Candidate {
  return { kind: "refuse", live, code: "paused", detail: "the flow is paused: it takes no entries" };
}

function candidateOf(
  live: LivePlan,
  triggers: readonly LiveTrigger[],
  event: EventRow,
  scope: object,
): Candidate | null {
  let problem: string | null = null;
  const matching: number[] = [];
  for (const { trigger } of triggers) {
    const verdict =
      trigger.filter === undefined
        ? ({ ok: true, value: true } as const)
        : evaluateCondition(trigger.filter, scope);
    if (!verdict.ok) problem ??= verdict.message;
    else if (verdict.value) matching.push(trigger.step);
  }
  const [triggerStep, ...alsoMatched] = matching;
  if (triggerStep === undefined)
    return problem === null ? null : { kind: "refuse", live, code: "filter-error", detail: problem };
  const subject = subjectOf(live, scope);
  if (!subject.ok) return { kind: "refuse", live, code: "no-subject", detail: subject.reason };
  return {
    kind: "enter",
    live,
    triggerStep,
    subject: subject.text,
    run: runId(live.plan.flow, event),
    alsoMatched,
  };
}

function subjectOf(live: LivePlan, scope: object): ReturnType<typeof keyText> {
  const value = evaluate(live.plan.settings.subject, scope);
  if (!value.ok) return { ok: false, reason: value.message };
  const key = keyText(value.value);
  if (!key.ok) return { ok: false, reason: key.reason.replace("the key", "the subject") };
  if (key.text === "") return { ok: false, reason: "the subject is empty" };
  if (key.text.length > MAX_SUBJECT_CHARS)
    return { ok: false, reason: `the subject is longer than ${MAX_SUBJECT_CHARS} characters` };
  return key;
}
