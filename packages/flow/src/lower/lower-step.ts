// A checked node becomes a step of the plan. What was lowered before is kept as long as the checked node is.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { CheckedNode } from "../check/checked-document.ts";
import { canonicalJson } from "../document/canonical-json.ts";
import type { DocumentEdge, FlowDocument, FlowSender } from "../document/schema.ts";
import { referencedPaths } from "../expressions/index.ts";
import { loweringOf } from "../instructions/lower.ts";
import type { JsonObject } from "../json.ts";
import type { FieldHints } from "../node-type.ts";
import type { PlanStep, WaitTimeout } from "../plan.ts";
import { isOfRun } from "../templates.ts";

/** A step with its text. */
interface LoweredStep {
  readonly step: PlanStep;
  /** Canonical JSON of it without its name. */
  readonly meaning: string;
  /** Bytes of its canonical JSON with the name. */
  readonly bytes: number;
}

/** What of its document went into a step beside its node. */
interface Outside {
  readonly key: string;
  readonly timeZone: string;
  readonly sender: FlowSender | undefined;
  /** The lines that leave the node. */
  readonly lines: readonly DocumentEdge[];
  /** Of the types of events that it waits for, those that a wait before it names too. */
  readonly sharedTypes: readonly string[];
}

const knownSteps = new WeakMap<CheckedNode, LoweredStep & { readonly outside: Outside }>();

/** Lowers a node of a document without errors. */
export function lowerStep(
  checked: CheckedNode,
  document: FlowDocument,
  around: Pick<Outside, "lines" | "sharedTypes">,
): LoweredStep {
  const { timeZone, sender } = document.settings;
  const outside = { key: document.key, timeZone, sender, ...around };
  const known = knownSteps.get(checked);
  if (known !== undefined && isSame(known.outside, outside)) return known;
  const step = toStep(checked, document, around);
  const { name, ...rest } = step;
  const meaning = canonicalJson(rest);
  const lowered = { step, meaning, bytes: bytesOf(meaning) + memberBytes({ name }), outside };
  knownSteps.set(checked, lowered);
  return lowered;
}

function isSame(one: Outside, other: Outside): boolean {
  return (
    one.key === other.key &&
    one.timeZone === other.timeZone &&
    one.sender === other.sender &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => line === other.lines[index]) &&
    one.sharedTypes.join("\n") === other.sharedTypes.join("\n")
  );
}

/** Bytes that a member adds to an object that has others: its own text, with a comma in the place of the braces. */
export function memberBytes(member: Readonly<Record<string, string | number>>): number {
  return bytesOf(canonicalJson(member)) - 1;
}

/** Bytes of a text as UTF-8. */
export function bytesOf(text: string): number {
  return utf8ToBytes(text).length;
}

function toStep(
  checked: CheckedNode,
  document: FlowDocument,
  { lines, sharedTypes }: Pick<Outside, "lines" | "sharedTypes">,
): PlanStep {
  const { node, nodeType } = checked;
  const fields = loweringOf(nodeType.instruction).lower({
    document,
    node,
    nodeType,
    config: withSender(checked, document.settings.sender),
    scopePaths: scopePathsOf(checked),
    sharedTypes,
  });
  return {
    id: node.id,
    type: node.type,
    typeVersion: node.typeVersion,
    name: node.name,
    next: Object.fromEntries(lines.toSorted(byPort).map(({ from, to }) => [from.port, to.node])),
    ...(readsProfile(checked) || goesBySubject(fields) ? { readsProfile: true } : {}),
    ...fields,
  } as PlanStep; // the table of lowerings ties the fields to their op, which a spread cannot express
}

/** The config with what the flow says of its sender in the fields that are empty and ask for it. */
export function withSender({ nodeType, config }: CheckedNode, sender: FlowSender | undefined): JsonObject {
  if (sender === undefined) return config;
  const fields = Object.entries(
    (nodeType.config["properties"] ?? {}) as Readonly<Record<string, JsonObject>>,
  );
  const taken = fields.flatMap(([name, schema]): [string, string][] => {
    const { fromSender } = (schema["x-ui"] ?? {}) as FieldHints; // ours by contract
    const value = fromSender === undefined ? undefined : sender[fromSender];
    return value === undefined || (config[name] ?? "") !== "" ? [] : [[name, value]];
  });
  return taken.length === 0 ? config : { ...config, ...Object.fromEntries(taken) };
}

function byPort(a: DocumentEdge, b: DocumentEdge): number {
  return a.from.port < b.from.port ? -1 : 1;
}

function scopePathsOf(checked: CheckedNode): readonly (readonly string[])[] {
  const paths = new Map(
    templatePaths(checked)
      .filter(isOfRun)
      .map((path) => [path.join("."), path]),
  );
  return [...paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

function readsProfile(checked: CheckedNode): boolean {
  const isProfile = ([root]: readonly string[]): boolean => root === "profile";
  return (
    templatePaths(checked).some(isProfile) ||
    checked.expressions.some(({ text }) => text !== undefined && referencedPaths(text).some(isProfile))
  );
}

/** Whether time is up by the zone of the profile. */
function goesBySubject(fields: object): boolean {
  const { timeout, due } = fields as { readonly timeout?: WaitTimeout; readonly due?: WaitTimeout }; // of a wait or a task
  const rule = timeout ?? due;
  return rule !== undefined && "zone" in rule && rule.zone === "subject";
}

function templatePaths({ templates }: CheckedNode): readonly (readonly string[])[] {
  return templates.flatMap(({ reading }) => (reading.ok ? reading.paths : []));
}
