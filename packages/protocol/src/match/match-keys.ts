// The first half of matching, which needs no rows: which events meet which topics, and which runs they might start.
import { eventScope, judgeEntry, topicsOf, typesOf } from "@throughline/flow";
import type { MatchedEvent, SeenEvent } from "@throughline/flow";
import type { EventRow } from "../rows.ts";
import { runId, topicHash } from "../ids.ts";
import { compareText } from "./routing.ts";
import type { LivePlan, Routing } from "./routing.ts";

/** What an event would do to one flow, before the entry row has its say. */
export type Candidate =
  | {
      readonly kind: "enter";
      readonly live: LivePlan;
      readonly triggerStep: string;
      readonly subject: string;
      /** Id of the run it would start. */
      readonly run: string;
      /** Steps of further triggers of this flow that match too. */
      readonly alsoMatched: readonly string[];
    }
  | {
      readonly kind: "refuse";
      readonly live: LivePlan;
      readonly code: "filter-error" | "no-subject" | "paused";
      readonly detail: string;
    };

/** An event as a run will see it, but for its match number. */
export type AcceptedEvent = Omit<MatchedEvent, "no">;

export interface PreparedEvent {
  readonly event: EventRow;
  readonly seen: AcceptedEvent;
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

function prepare(routing: Routing, event: EventRow): PreparedEvent {
  const seen = toSeenEvent(event);
  const listeners = routing.listeners.get(event.type) ?? [];
  const flows = flowsFor(routing, event);
  return {
    event,
    seen,
    topics: listeners.length === 0 ? [] : topicsOf(listeners, eventScope(seen), topicHash),
    candidates: flows.flatMap((live) => candidateOf(live, seen, routing.paused) ?? []),
  };
}

/** Versions with a trigger that looks at the event, in order of their flows' keys. */
function flowsFor(routing: Routing, event: EventRow): readonly LivePlan[] {
  const [ofType = [], ofHook = []] = typesOf(event).map((type) => routing.flows.get(type) ?? []);
  if (ofHook.length === 0) return ofType;
  return [...new Set([...ofType, ...ofHook])].toSorted((a, b) => compareText(a.plan.flow, b.plan.flow));
}

/** An event as expressions see it: the instant at which it was received is text. */
export function toSeenEvent(event: EventRow): AcceptedEvent {
  return { ...event, receivedAt: new Date(event.receivedAt).toISOString() };
}

/** What the event would do to one flow; null when nothing. */
export function candidateOf(live: LivePlan, event: SeenEvent, paused: Routing["paused"]): Candidate | null {
  const verdict = judgeEntry(live.plan, event);
  switch (verdict.kind) {
    case "miss":
      return null;
    case "refuse":
      return { kind: "refuse", live, code: verdict.code, detail: verdict.reason };
    case "enter": {
      const { flow } = live.plan;
      if (paused.has(flow))
        return { kind: "refuse", live, code: "paused", detail: "the flow is paused: it takes no entries" };
      const { trigger, subject, others } = verdict;
      const alsoMatched = others.map(({ step }) => step);
      return {
        kind: "enter",
        live,
        triggerStep: trigger.step,
        subject,
        run: runId(flow, event),
        alsoMatched,
      };
    }
  }
}
