// A checked document becomes a plan and its text. The result depends on nothing but what the drawing says.
import type { CheckedDocument, CheckedNode } from "../check/checked-document.ts";
import { canonicalJson } from "../document/canonical-json.ts";
import type { FlowDocument } from "../document/schema.ts";
import type { Graph } from "../graph.ts";
import { expressionText } from "../instructions/expression-text.ts";
import { toMs } from "../instructions/deadline-fields.ts";
import { awaitedTypes } from "../instructions/wait/awaited-types.ts";
import { lowerTrigger } from "../instructions/trigger/lower.ts";
import { ENGINE } from "../plan.ts";
import type { Plan, PlanListen, PlanReentry, PlanStep } from "../plan.ts";
import { bytesOf, lowerStep, memberBytes } from "./lower-step.ts";

const PRIORITIES = { high: 1, normal: 3, low: 5 } as const;
const DEFAULT_MAX_QUEUED = 100;

/** A plan as version 1, with its text and weight. */
export interface BuiltPlan {
  readonly plan: Plan;
  /** Canonical JSON of what the plan means: names, the version number and the order of triggers on the drawing are left out. */
  readonly meaning: () => string;
  /** Bytes of the whole plan as canonical JSON. */
  readonly bytes: number;
}

const built = new WeakMap<CheckedDocument, BuiltPlan>();

/**
 * The plan of a document without errors, built once; throws for one that has some. Nodes that no trigger reaches are left
 * out.
 */
export function buildPlan(checked: CheckedDocument): BuiltPlan {
  const known = built.get(checked);
  if (known !== undefined) return known;
  const plan = build(checked);
  built.set(checked, plan);
  return plan;
}

function build({ document, nodes: all, graph, reachable }: CheckedDocument): BuiltPlan {
  const nodes = all.filter(({ node }) => reachable.has(node.id)).sort(byId);
  const waits = nodes.filter((checked) => awaitedTypes(checked).length > 0);
  const lowered = nodes.map((checked) =>
    lowerStep(checked, document, {
      lines: graph.linesFrom(checked.node.id),
      sharedTypes: sharedTypes(checked, waits, graph),
    }),
  );
  const steps = lowered.map(({ step }) => step);
  const triggers = triggersInDrawingOrder(nodes);
  const plan: Plan = {
    planFormat: 1,
    flow: document.key,
    version: 1,
    engine: ENGINE,
    settings: {
      subject: expressionText(document.settings.subject),
      reentry: lowerReentry(document.settings.reentry),
      timeZone: document.settings.timeZone,
      priority: PRIORITIES[document.settings.priority],
      maxQueued: document.settings.maxQueued ?? DEFAULT_MAX_QUEUED,
    },
    steps,
    triggers,
    listens: steps.flatMap(listensOf),
  };
  const { version, steps: _steps, ...others } = plan;
  const around = canonicalJson({ ...others, triggers: triggers.toSorted(byStep), steps: [] });
  // The one place in it where a list of steps may stand: nothing else is called so, and texts escape their quotes.
  const [before = "", after = ""] = around.split(EMPTY_STEPS);
  return {
    plan,
    meaning: () => `${before}"steps":[${lowered.map(({ meaning }) => meaning).join(",")}]${after}`,
    bytes: bytesOf(around) + memberBytes({ version }) + bytesOfList(lowered),
  };
}

/** Of the types of events that a node waits for, those that a wait before it names too. */
function sharedTypes(checked: CheckedNode, waits: readonly CheckedNode[], graph: Graph): readonly string[] {
  const types = awaitedTypes(checked);
  if (types.length === 0) return [];
  const before = waits.filter(
    ({ node }) => node.id !== checked.node.id && graph.isBefore(node.id, checked.node.id),
  );
  const named = new Set(before.flatMap(awaitedTypes));
  return types.filter((type) => named.has(type));
}

const EMPTY_STEPS = '"steps":[]';

function bytesOfList(members: readonly { readonly bytes: number }[]): number {
  return members.reduce((sum, { bytes }) => sum + bytes, Math.max(0, members.length - 1));
}

function byId(a: CheckedNode, b: CheckedNode): number {
  return a.node.id < b.node.id ? -1 : 1;
}

/** Top to bottom, then left to right: the first that matches an event takes it. */
function triggersInDrawingOrder(nodes: readonly CheckedNode[]): Plan["triggers"] {
  return nodes
    .filter(({ nodeType }) => nodeType.instruction === "trigger")
    .sort((a, b) => {
      const [one, two] = [a.node.position, b.node.position];
      return one.y - two.y || one.x - two.x || byId(a, b);
    })
    .map(lowerTrigger);
}

function byStep(a: Plan["triggers"][number], b: Plan["triggers"][number]): number {
  return a.step < b.step ? -1 : 1;
}

function listensOf(step: PlanStep): readonly PlanListen[] {
  if (step.op !== "wait" || step.correlate === undefined) return [];
  const { id: wait } = step;
  const keyExpression = step.correlate.event;
  return step.events.map(({ type }, event) => ({ wait, event, type, keyExpression, static: step.static }));
}

function lowerReentry(reentry: FlowDocument["settings"]["reentry"]): PlanReentry {
  return reentry.rule === "once-per-period"
    ? { rule: reentry.rule, periodMs: toMs(reentry.period) }
    : reentry;
}
