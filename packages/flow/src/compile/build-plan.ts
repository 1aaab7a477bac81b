// A checked document becomes a plan. The result depends on nothing but what the drawing says.
import type { DocumentNode, FlowDocument } from "../document/schema.ts";
import { referencedPaths } from "../expressions/index.ts";
import { isExpression, walkConfig } from "../instructions/config-walk.ts";
import { toMs } from "../instructions/deadline-fields.ts";
import { expressionText, withCel } from "../instructions/expression-text.ts";
import { loweringOf, mergeConfig } from "../instructions/lower.ts";
import type { LoweringInput } from "../instructions/lowering.ts";
import { pathsOfTemplates } from "../instructions/run/lower.ts";
import { lowerTrigger } from "../instructions/trigger/lower.ts";
import type { JsonObject } from "../json.ts";
import { nodeTypeKey } from "../node-type.ts";
import type { NodeTypes } from "../node-type.ts";
import { ENGINE } from "../plan.ts";
import type { Plan, PlanListen, PlanReentry, PlanStep } from "../plan.ts";
import { reachableNodes } from "./reachable.ts";

const PRIORITIES = { high: 1, normal: 3, low: 5 } as const;
const DEFAULT_MAX_QUEUED = 100;

/** Builds the plan of a document without errors; throws for one that has some. Nodes that no trigger reaches are left out. */
export function buildPlan(document: FlowDocument, nodeTypes: NodeTypes, version: number): Plan {
  const reachable = reachableNodes(document, nodeTypes);
  const nodes = document.nodes.filter(({ id }) => reachable.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const inputs = nodes.map((node) => toInput(document, node, nodeTypes));
  const steps = inputs.map(toStep);
  return {
    planFormat: 1,
    flow: document.key,
    version,
    engine: ENGINE,
    settings: {
      subject: expressionText(document.settings.subject),
      reentry: lowerReentry(document.settings.reentry),
      timeZone: document.settings.timeZone,
      priority: PRIORITIES[document.settings.priority],
      maxQueued: document.settings.maxQueued ?? DEFAULT_MAX_QUEUED,
    },
    steps,
    triggers: triggersInDrawingOrder(inputs),
    listens: steps.flatMap(listensOf),
  };
}

function toInput(document: FlowDocument, node: DocumentNode, nodeTypes: NodeTypes): LoweringInput {
  const nodeType = nodeTypes.get(nodeTypeKey(node.type, node.typeVersion));
  if (nodeType === undefined)
    throw new RangeError(`Cannot compile "${node.id}": its type "${node.type}" is not known`);
  return { document, node, nodeType, config: mergeConfig(nodeType, node.config as JsonObject) };
}

function toStep(input: LoweringInput): PlanStep {
  const { document, node, nodeType } = input;
  const next = document.edges
    .filter(({ from }) => from.node === node.id)
    .sort((a, b) => (a.from.port < b.from.port ? -1 : 1))
    .map(({ from, to }) => [from.port, to.node] as const);
  return {
    id: node.id,
    type: node.type,
    typeVersion: node.typeVersion,
    name: node.name,
    next: Object.fromEntries(next),
    ...(readsProfile(input) ? { readsProfile: true } : {}),
    ...loweringOf(nodeType.instruction).lower(input),
  } as PlanStep;
}

function readsProfile({ config, nodeType }: LoweringInput): boolean {
  const { templates } = loweringOf(nodeType.instruction);
  const places = walkConfig(withCel(config) as JsonObject, nodeType.config);
  const texts = places.flatMap(({ path, value, hints }) =>
    typeof value === "string" && (hints.template === true || templates.includes(path)) ? [value] : [],
  );
  const expressions = places.flatMap(({ value }) =>
    isExpression(value) && "$cel" in value ? [value.$cel] : [],
  );
  const paths = [...pathsOfTemplates(texts), ...expressions.flatMap(referencedPaths)];
  return paths.some(([root]) => root === "profile");
}

/** Top to bottom, then left to right: the first that matches an event takes it. */
function triggersInDrawingOrder(inputs: readonly LoweringInput[]): Plan["triggers"] {
  return inputs
    .map((input, index) => ({ input, index }))
    .filter(({ input }) => input.nodeType.instruction === "trigger")
    .sort((a, b) => {
      const [one, two] = [a.input.node.position, b.input.node.position];
      return one.y - two.y || one.x - two.x || a.index - b.index;
    })
    .map(({ input }) => lowerTrigger(input));
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
