// A checked node becomes a step of the plan. What was lowered before is kept as long as the checked node is.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { CheckedNode } from "../check/checked-document.ts";
import { canonicalJson } from "../document/canonical-json.ts";
import type { DocumentEdge, FlowDocument } from "../document/schema.ts";
import { referencedPaths } from "../expressions/index.ts";
import { loweringOf } from "../instructions/lower.ts";
import type { PlanStep } from "../plan.ts";

/** A step with its text. */
interface LoweredStep {
  readonly step: PlanStep;
  /** Canonical JSON of it without its name. */
  readonly meaning: string;
  /** Bytes of its canonical JSON with the name. */
  readonly bytes: number;
}

interface Known extends LoweredStep {
  /** Everything outside the node that went into the step. */
  readonly outside: string;
}

const knownSteps = new WeakMap<CheckedNode, Known>();

/** Lowers a node of a document without errors; `lines` are those that leave it. */
export function lowerStep(
  checked: CheckedNode,
  document: FlowDocument,
  lines: readonly DocumentEdge[],
): LoweredStep {
  const next = lines
    .toSorted((a, b) => (a.from.port < b.from.port ? -1 : 1))
    .map(({ from, to }) => [from.port, to.node] as const);
  const outside = [document.key, document.settings.timeZone, ...next.flat()].join("\n");
  const known = knownSteps.get(checked);
  if (known?.outside === outside) return known;
  const step = toStep(checked, document, Object.fromEntries(next));
  const { name, ...rest } = step;
  const meaning = canonicalJson(rest);
  const lowered = { step, meaning, bytes: bytesOf(meaning) + memberBytes({ name }), outside };
  knownSteps.set(checked, lowered);
  return lowered;
}

/** Bytes that a member adds to an object that has others: its own text, with a comma in the place of the braces. */
export function memberBytes(member: Readonly<Record<string, string | number>>): number {
  return bytesOf(canonicalJson(member)) - 1;
}

/** Bytes of a text as UTF-8. */
export function bytesOf(text: string): number {
  return utf8ToBytes(text).length;
}

function toStep(checked: CheckedNode, document: FlowDocument, next: PlanStep["next"]): PlanStep {
  const { node, nodeType, config } = checked;
  return {
    id: node.id,
    type: node.type,
    typeVersion: node.typeVersion,
    name: node.name,
    next,
    ...(readsProfile(checked) ? { readsProfile: true } : {}),
    ...loweringOf(nodeType.instruction).lower({ document, node, nodeType, config }),
  } as PlanStep; // the table of lowerings ties the fields to their op, which a spread cannot express
}

function readsProfile({ expressions, templates }: CheckedNode): boolean {
  const paths = [
    ...expressions.flatMap(({ text }) => (text === undefined ? [] : referencedPaths(text))),
    ...templates.flatMap(({ reading }) => (reading.ok ? reading.paths : [])),
  ];
  return paths.some(([root]) => root === "profile");
}
