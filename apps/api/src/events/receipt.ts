// The receipt of an event: what it started and woke from the rows it left, and why nothing else happened, recomputed.
import type { Receipt } from "@throughline/contract";
import {
  listEventEffects,
  listKeyExpressions,
  listPlansAt,
  listWaitsIn,
  readEvent,
  readLastRouting,
} from "@throughline/db";
import type { EventEffects, EventViewRow, PlanRow } from "@throughline/db";
import { findStep, looksAt, nodeOf, STARTED_TYPE, traitsOf } from "@throughline/flow";
import type { Deps } from "../deps.ts";
import { ProblemError } from "../http/problem.ts";
import { explainMiss } from "./explain-entry.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { explainTaken, explainWaits, expressionsByTopic } from "./explain-wait.ts";
import { toSeenEvent } from "./seen-event.ts";

type Line = Receipt["lines"][number];

/** The receipt of one event; refusals by state are rows, plain misses are judged again against what was live then. */
export async function readReceipt(seq: string, deps: Deps): Promise<Receipt> {
  const row = await readEvent(deps.sql, seq);
  if (row === null) throw new ProblemError(404, `Cannot find event "${seq}": there is none with this number`);
  const { no, routing, ...event } = row;
  const [effects, plans] = await Promise.all([
    listEventEffects(deps.sql, seq),
    routing === null
      ? readLastRouting(deps.sql).then((last) => listPlansAt(deps.sql, last))
      : listPlansAt(deps.sql, Number(routing)),
  ]);
  if (no === null && effects.deadLetters.length === 0) return { event, lines: pendingLines(event, plans) };
  return {
    event,
    lines: [
      ...toLines(effects, plans, event),
      ...identifyLines(event, effects),
      ...(await missLines({ ...event, no }, effects, plans, deps)),
    ],
  };
}

function toLines(effects: EventEffects, plans: readonly PlanRow[], event: EventViewRow): Line[] {
  const planOf = ({ flow, version }: { readonly flow: string; readonly version: number | null }) =>
    plans.find((row) => row.flow === flow && row.version === version);
  const seen = toSeenEvent(event);
  const starts = effects.starts.map((start): Line => {
    const plan = planOf(start)?.plan;
    const step = plan === undefined ? undefined : findStep(plan, start.triggerStep);
    const node = step?.id ?? null;
    const base = { flow: start.flow, flowName: start.flowName, version: start.version, run: start.run, node };
    if (start.state === "queued")
      return {
        ...base,
        verdict: "queued",
        code: "queued",
        message: "A run is queued: it starts when the one before it ends.",
      };
    if (start.state === "refused")
      return {
        ...base,
        verdict: "refused",
        code: "start-refused",
        message: `The run could not be started: ${start.reason ?? "Temporal refused it"}.`,
      };
    const message = step === undefined ? "A run was started." : `“${step.name}” started a run.`;
    return { ...base, verdict: "started", code: "started", message };
  });
  const wakes = effects.wakes.map((wake): Line => ({
    flow: wake.flow,
    flowName: wake.flowName,
    version: wake.version,
    verdict: "woke",
    code: wake.settledAs ?? (wake.state === "pending" ? "on-its-way" : "delivered"),
    message: wakeMessage(wake),
    run: wake.run,
    node: wake.wait === null ? null : nodeOf(wake.wait),
  }));
  const refusals = effects.refusals.map((refusal): Line => ({
    flow: refusal.flow,
    flowName: refusal.flowName,
    version: refusal.version,
    verdict: "refused",
    code: refusal.code,
    run: refusal.run,
    ...explainRefusal(refusal, planOf(refusal), seen),
  }));
  const dead = effects.deadLetters.map((letter): Line => ({
    flow: "",
    flowName: "",
    version: null,
    verdict: "refused",
    code: "dead-letter",
    message: `It could not be handled and lies with the dead letters: ${letter.reason}`,
    run: letter.run,
    node: null,
  }));
  return [...starts, ...wakes, ...refusals, ...dead];
}

function wakeMessage({ state, settledAs, waitName }: EventEffects["wakes"][number]): string {
  const who = waitName === null ? "A waiting run" : `A run that waited at “${waitName}”`;
  if (state === "pending") return `${who} gets this event; it is on its way.`;
  if (settledAs === "run had ended") return `${who} had ended when this event arrived.`;
  return `${who} got this event.`;
}

/** Refusals of an event's traits as a whole. */
const NOTHING_MERGED: ReadonlySet<string> = new Set(["profile-too-large", "traits-older"]);

function identifyLines(event: EventViewRow, { refusals }: EventEffects): Line[] {
  if (traitsOf(toSeenEvent(event)) === null || refusals.some(({ code }) => NOTHING_MERGED.has(code)))
    return [];
  return [
    {
      flow: "",
      flowName: "",
      version: null,
      verdict: "identified",
      code: "identified",
      message: "Its traits were merged into the profile of its subject.",
      run: null,
      node: null,
    },
  ];
}

/** Flows that look at this type and did nothing. Flows that never look at it are not named. */
async function missLines(
  event: EventViewRow & { readonly no: string | null },
  effects: EventEffects,
  plans: readonly PlanRow[],
  deps: Deps,
): Promise<Line[]> {
  const touched = new Set([...effects.starts, ...effects.wakes, ...effects.refusals].map((row) => row.flow));
  const untouched = plans.filter(({ flow }) => !touched.has(flow));
  const seen = toSeenEvent(event);
  const missed = untouched.flatMap((row) => explainMiss(row, seen));
  if (event.type === STARTED_TYPE) return missed;
  const topics = expressionsByTopic(seen, await listKeyExpressions(deps.sql, event.type));
  const standing = await listWaitsIn(deps.sql, [...topics.keys()]);
  const others = standing.filter(({ flow }) => !touched.has(flow));
  const no = event.no === null ? null : Number(event.no);
  return [
    ...missed,
    ...explainTaken({ seen, no }, effects.wakes, standing),
    ...explainWaits({ seen, no }, untouched, others, topics),
  ];
}

function pendingLines(event: EventViewRow, plans: readonly PlanRow[]): Line[] {
  return plans
    .filter((row) => mayTouch(row, event))
    .map((row) => ({
      flow: row.flow,
      flowName: row.flowName,
      version: row.version,
      verdict: "pending",
      code: "pending",
      message: "The event is stored and will be matched in a moment.",
      run: null,
      node: null,
    }));
}

function mayTouch({ plan }: PlanRow, event: EventViewRow): boolean {
  return (
    plan.triggers.some((trigger) => looksAt(plan, trigger, event)) ||
    (event.type !== STARTED_TYPE && plan.listens.some((listen) => listen.type === event.type))
  );
}
