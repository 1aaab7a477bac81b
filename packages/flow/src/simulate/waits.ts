// The waits of a simulated run, in memory; what an event does to them is judged as the matcher judges it.
import type { MatchedEvent } from "../event.ts";
import { topicText } from "../expressions/key-text.ts";
import { eventScope } from "../judge/scope.ts";
import { staticWaitRows } from "../judge/static-waits.ts";
import type { EnteredRun } from "../judge/static-waits.ts";
import { topicsOf } from "../judge/topics.ts";
import { beatsDeadline, countsSince, judgeWake } from "../judge/wake.ts";
import type { JudgedWait, MetEvent, WaitState } from "../judge/wake.ts";
import type { JsonObject } from "../json.ts";
import type { Plan } from "../plan.ts";
import type { OpenWaitRow, SinceFrom } from "../stepper/facts.ts";

interface Visit {
  readonly step: string;
  readonly rows: readonly JudgedWait[];
  state: WaitState;
}

/** A wait that an event satisfied, and by which port. */
export interface Wake {
  readonly step: string;
  readonly port: string;
}

/** What a run asks for when it comes to a wait. */
interface OpenedWait {
  readonly step: string;
  readonly rows: readonly OpenWaitRow[];
  readonly since: SinceFrom;
}

/** Waits by step; rows of a visit close together. */
export class Waits {
  readonly #visits = new Map<string, Visit>();
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Opens the waits that are known at entry. */
  openStatic(run: EnteredRun): void {
    for (const { step, rows } of staticWaitRows(this.#plan, run)) this.#add(step, rows, run.entry.no);
  }

  /** Opens a wait; an event of the past that it counts satisfies it at once. */
  open(
    { step, rows, since }: OpenedWait,
    past: readonly MatchedEvent[],
    profile: JsonObject,
  ): { event: MatchedEvent; wake: Wake } | null {
    const visit = this.#add(step, rows, since.no);
    for (const event of past) {
      const met = this.#meet(event);
      const wake = take(visit, met, profile, (index) => countsSince(since, met, rows[index]));
      if (wake !== null) return { event, wake };
    }
    return null;
  }

  /** Closes and names every wait that the event satisfies. */
  match(event: MatchedEvent, profile: JsonObject): readonly Wake[] {
    const met = this.#meet(event);
    const wakes: Wake[] = [];
    for (const visit of this.#visits.values()) {
      const wake = take(visit, met, profile);
      if (wake !== null) wakes.push(wake);
    }
    return wakes;
  }

  /**
   * The timeout wins unless an event was first, or may still be: one that was received before the deadline and is not
   * matched yet. A wait whose key was no key has no rows: only time can end it.
   */
  expire(step: string, deadline: number, oldestPending: number | null): "expired" | "matched" | "expiring" {
    const visit = this.#visits.get(step);
    if (visit === undefined) return "expired";
    if (visit.state.kind !== "open") return visit.state.kind;
    const mayStillWin = oldestPending !== null && beatsDeadline(oldestPending, deadline);
    visit.state = mayStillWin ? { kind: "expiring", deadline } : { kind: "expired" };
    return visit.state.kind;
  }

  /** Closes and names every wait whose time was up and that no pending event can satisfy any more. */
  expireAll(oldestPending: number | null): readonly string[] {
    const expired: string[] = [];
    for (const visit of this.#visits.values()) {
      if (visit.state.kind !== "expiring") continue;
      if (oldestPending !== null && beatsDeadline(oldestPending, visit.state.deadline)) continue;
      visit.state = { kind: "matched", n: 0 };
      expired.push(visit.step);
    }
    return expired;
  }

  #add(step: string, rows: readonly OpenWaitRow[], fromNo: number): Visit {
    const state: WaitState = { kind: "open" };
    const judged = rows.map(({ type, keyExpression, key, filter, bindings, port }) => ({
      topic: topicText(type, keyExpression, key),
      filter: filter ?? null,
      bindings,
      fromNo,
      port,
      state,
    }));
    const visit = { step, rows: judged, state };
    this.#visits.set(step, visit);
    return visit;
  }

  #meet(event: MatchedEvent): MetEvent {
    const scope = eventScope(event);
    return {
      scope,
      topics: topicsOf(keyExpressionsOf(this.#plan, event.type), scope, topicText),
      no: event.no,
      receivedAt: Date.parse(event.receivedAt),
    };
  }
}

/** Derived from a plan and kept as long as it is: the key expressions of its waits, by event type. */
const keyExpressionsByPlan = new WeakMap<Plan, ReadonlyMap<string, readonly string[]>>();

function keyExpressionsOf(plan: Plan, type: string): readonly string[] {
  let byType = keyExpressionsByPlan.get(plan);
  if (byType === undefined) {
    const made = new Map<string, Set<string>>();
    for (const listen of plan.listens)
      made.set(listen.type, (made.get(listen.type) ?? new Set()).add(listen.keyExpression));
    byType = new Map(Array.from(made, ([listened, expressions]) => [listened, [...expressions]]));
    keyExpressionsByPlan.set(plan, byType);
  }
  return byType.get(type) ?? NONE;
}

const NONE: readonly string[] = [];

function take(
  visit: Visit,
  event: MetEvent,
  profile: JsonObject,
  counts: (index: number) => boolean = () => true,
): Wake | null {
  for (const [index, row] of visit.rows.entries()) {
    if (!counts(index)) continue;
    const verdict = judgeWake(row, event, { state: visit.state, profile });
    if (verdict.kind === "miss") continue;
    visit.state = { kind: "matched", n: 0 };
    return { step: visit.step, port: verdict.port };
  }
  return null;
}
