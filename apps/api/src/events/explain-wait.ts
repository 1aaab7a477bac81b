// Why a wait for an event's type did not take it, in words: it is judged again on the waits that stand now.
import type { Receipt } from "@throughline/contract";
import type { EventEffects, PlanRow, WaitingRow } from "@throughline/db";
import {
  eventKey,
  eventScope,
  findStep,
  judgeFilter,
  judgeWake,
  nodeOf,
  readsProfile,
  topicsOf,
  valuesSeen,
} from "@throughline/flow";
import type { EventScope, MetEvent, SeenEvent, WakeVerdict } from "@throughline/flow";
import { topicHash } from "@throughline/protocol";

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
export function expressionsByTopic(
  event: SeenEvent,
  keyExpressions: readonly string[],
): ReadonlyMap<string, string> {
  const scope = eventScope(event);
  return new Map(
    keyExpressions.flatMap((expression) =>
      topicsOf([expression], scope, topicHash).map((topic): [string, string] => [topic, expression]),
    ),
  );
}

/** An event that was matched, or not yet. */
export interface ExplainedEvent {
  readonly seen: SeenEvent;
  /** Match number; null while there is none. */
  readonly no: number | null;
}

/** One line for each wait that looks at such an event: of the versions that were live, and of runs that wait now. */
export function explainWaits(
  event: ExplainedEvent,
  plans: readonly PlanRow[],
  standing: readonly WaitingRow[],
  topics: ReadonlyMap<string, string>,
): Line[] {
  return [...waitsOf(event.seen.type, plans, standing, topics).values()].map((wait) => ({
    flow: wait.flow,
    flowName: wait.flowName,
    node: wait.node,
    ...explainWait(wait, event),
  }));
}

/** Where a run that took the event stands now: at a wait that would take it, had it not ended another one. */
export function explainTaken(
  { seen, no }: ExplainedEvent,
  wakes: EventEffects["wakes"],
  standing: readonly WaitingRow[],
): Line[] {
  if (no === null) return [];
  return standing.flatMap((row) => {
    const wake = wakes.find(({ run, wait }) => run === row.run && wait !== null && nodeOf(wait) !== row.node);
    const met = { scope: eventScope(seen), topics: [row.topic], no, receivedAt: Date.parse(seen.receivedAt) };
    if (wake === undefined || judgeWake(row, met, { profile: row.profile }).kind === "miss") return [];
    return [
      {
        flow: row.flow,
        flowName: row.flowName,
        version: row.version,
        verdict: "missed",
        code: "already-ended",
        message: `“${row.name}”: the run waits for such an event, but this one already ended “${wake.waitName ?? wake.wait}”. One event ends one wait of a run, unless the wait takes it again.`,
        run: row.run,
        node: row.node,
      },
    ];
  });
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

function explainWait(wait: WaitOfFlow, event: ExplainedEvent): Reason {
  const { name, keyExpression } = wait;
  const scope = eventScope(event.seen);
  const base = { verdict: "missed", version: null, run: null } as const;
  const key = eventKey(keyExpression, scope);
  const values = valuesSeen(keyExpression, scope);
  if (!key.ok)
    return {
      ...base,
      code: "no-key",
      message: `“${name}”: ${keyExpression} cannot be compared: ${key.reason}.`,
      values,
    };
  const what = `${keyExpression} = ${key.text}`;
  const [first] = wait.standing;
  return first === undefined
    ? { ...base, ...explainAbsent(wait, scope, what), values }
    : explainStanding(first, wait, event, what);
}

/** A run stands in the topic and did not take the event. */
function explainStanding(
  first: WaitingRow,
  { name, standing }: WaitOfFlow,
  { seen, no }: ExplainedEvent,
  what: string,
): Reason {
  const runs = new Set(standing.map(({ run }) => run)).size;
  const who = runs === 1 ? "a run" : `${runs} runs, this one among them,`;
  const scope = eventScope(seen);
  const met: MetEvent = {
    scope,
    topics: [first.topic],
    // What has no number yet comes after everything that has one.
    no: no ?? Number.POSITIVE_INFINITY,
    receivedAt: Date.parse(seen.receivedAt),
  };
  const verdict = judgeWake(first, met, { profile: first.profile });
  return {
    verdict: "missed",
    version: first.version,
    run: first.run,
    code: verdict.kind === "wakes" ? "not-taken" : verdict.code,
    message: `“${name}”: ${sayStanding(verdict, { who, what, waits: runs === 1 ? "waits" : "wait", asksProfile: readsProfile(first.filter) })}.`,
    ...(verdict.kind === "miss" && "expression" in verdict
      ? { values: valuesSeen(verdict.expression, { ...first.bindings, ...scope, profile: first.profile }) }
      : {}),
  };
}

function sayStanding(
  verdict: WakeVerdict,
  {
    who,
    what,
    waits,
    asksProfile,
  }: {
    readonly who: string;
    readonly what: string;
    readonly waits: string;
    /** Its condition was judged with the profile as it was at the event; only the one of now is known. */
    readonly asksProfile: boolean;
  },
): string {
  if (verdict.kind === "wakes")
    return `${who} ${waits} for ${what}, but could not take this event when it was matched: another came first, ${asksProfile ? "its time was up, or the profile was another then" : "or its time was up"}`;
  switch (verdict.code) {
    case "waited-later":
      return `${who} ${waits} for ${what}, but came to it only after this event`;
    case "filter-error":
      return `${who} waited for ${what}, but its condition (${verdict.expression}) could not be judged: ${verdict.reason}`;
    case "filter-false":
      return `${who} waited for ${what}, but its condition (${verdict.expression}) was not true${asksProfile ? " (shown with the profile as it is now)" : ""}`;
    case "too-late":
      return `${who} waited for ${what}, but its time was up when this event came`;
    case "over":
    case "other-topic":
      return `${who} waited for ${what}, but ${verdict.reason}`;
  }
}

/** Nobody stands in the topic. A condition on the event alone can be judged; one on a run that has ended cannot. */
function explainAbsent(
  { name, filters }: WaitOfFlow,
  scope: EventScope,
  what: string,
): Pick<Reason, "code" | "message"> {
  const misses = filters.map((filter) => judgeFilter({ filter, bindings: {} }, scope));
  if (misses.length > 0 && misses.every((miss) => miss?.code === "filter-false"))
    return {
      code: "filter-false",
      message: `“${name}”: its condition (${filters.join(", ")}) is not true for this event.`,
    };
  if (misses.some((miss) => miss === null))
    return { code: "nobody-waited", message: `“${name}”: no run waited for ${what}.` };
  return {
    code: "nobody-waits",
    message: `“${name}”: no run that is under way waits for ${what}.`,
  };
}
