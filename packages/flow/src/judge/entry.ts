// What an event means to the triggers of a plan: a run and about whom, a refusal, or nothing. The matcher, a receipt and
// the simulator ask here, so they cannot differ. Paused flows and re-entry are judged after it, on rows.
import { readSubject } from "../comparable-text.ts";
import { evaluate, evaluateCondition } from "../expressions/on-host.ts";
import { keyText } from "../expressions/key-text.ts";
import type { KeyText } from "../expressions/key-text.ts";
import type { Cel, Plan, PlanTrigger } from "../plan.ts";
import { entryScope } from "./scope.ts";
import type { EntryScope, SeenEvent } from "./scope.ts";
import { looksAt } from "./trigger.ts";

/** Characters (UTF-16) that a subject may have. */
export const MAX_SUBJECT_CHARS = 512;

/** What an event does to a flow, before the rows of the flow have their say. */
export type EntryVerdict =
  | {
      readonly kind: "enter";
      /** The first, in drawing order, that takes the event. */
      readonly trigger: PlanTrigger;
      readonly subject: string;
      /** Further triggers that take it too. */
      readonly others: readonly PlanTrigger[];
    }
  /** A trigger would take the event and cannot: this is told, because somebody has to mend it. */
  | {
      readonly kind: "refuse";
      readonly code: "filter-error" | "no-subject";
      readonly reason: string;
      readonly trigger: PlanTrigger;
      /** What could not be judged; `valuesSeen` tells what it found. */
      readonly expression: Cel;
    }
  /** One for each trigger that looks at such events; none for a flow that never does. */
  | { readonly kind: "miss"; readonly misses: readonly TriggerMiss[] };

/** A trigger that looks at such events and does not take this one. */
export interface TriggerMiss {
  readonly trigger: PlanTrigger;
  readonly code: "filter-false";
  readonly expression: Cel;
}

type Refusal = Extract<EntryVerdict, { kind: "refuse" }>;

/**
 * Judges one event for one plan.
 *
 * @example judgeEntry(plan, event) // { kind: "enter", trigger, subject: "ada", others: [] }
 */
export function judgeEntry(plan: Plan, event: SeenEvent): EntryVerdict {
  const scope = entryScope(event);
  const taking: PlanTrigger[] = [];
  const misses: TriggerMiss[] = [];
  let problem: Refusal | null = null;
  for (const trigger of plan.triggers) {
    if (!looksAt(plan, trigger, event)) continue;
    const { filter } = trigger;
    const judged = filter === undefined ? TRUE : evaluateCondition(filter, scope, plan.settings.timeZone);
    if (judged.ok && judged.value) taking.push(trigger);
    else if (judged.ok) misses.push({ trigger, code: "filter-false", expression: filter ?? "" });
    else problem ??= refuse("filter-error", judged.message, trigger, filter ?? "");
  }
  const [trigger, ...others] = taking;
  if (trigger === undefined) return problem ?? { kind: "miss", misses };
  const subject = subjectOf(plan, scope);
  if (!subject.ok) return refuse("no-subject", subject.reason, trigger, plan.settings.subject);
  return { kind: "enter", trigger, subject: subject.text, others };
}

const TRUE = { ok: true, value: true } as const;

function refuse(code: Refusal["code"], reason: string, trigger: PlanTrigger, expression: Cel): Refusal {
  return { kind: "refuse", code, reason, trigger, expression };
}

function subjectOf(plan: Plan, scope: EntryScope): KeyText {
  const value = evaluate(plan.settings.subject, scope, plan.settings.timeZone);
  if (!value.ok) return { ok: false, reason: value.message };
  const text = keyText(value.value, "the subject");
  if (!text.ok) return text;
  const read = readSubject(text.text);
  if (!read.ok) return { ok: false, reason: `the subject ${read.reason}` };
  if (read.subject.length > MAX_SUBJECT_CHARS)
    return { ok: false, reason: `the subject is longer than ${MAX_SUBJECT_CHARS} characters` };
  return { ok: true, text: read.subject };
}
