// What the expressions of a node may refer to: the event, the nodes before it, the profile, the run.
import { toText } from "../../ui/to-text.ts";
import type { DocumentNode, FlowDocument, JsonObject, NodeType, NodeTypes } from "@throughline/flow";
import { nodeTypeKey, outputOf } from "@throughline/flow";
import type { Variable } from "../../ui/schema-form/form-context.ts";

/** The fields seen in events of one type. */
interface SeenEventType {
  readonly type: string;
  readonly fields: readonly { readonly path: string; readonly type: string; readonly sample: unknown }[];
}

interface ScopeArgs {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly eventTypes: readonly SeenEventType[];
  readonly node: string;
  /** The field that is written, e.g. `events.0.filter`; some see the candidate event too. */
  readonly field: string;
}

const deepest = 3;

/** Every value in reach of a field, nearest first. */
export function variablesInReach({
  document,
  nodeTypes,
  eventTypes,
  node,
  field,
}: ScopeArgs): readonly Variable[] {
  const typeOf = (of: DocumentNode): NodeType | undefined =>
    nodeTypes.get(nodeTypeKey(of.type, of.typeVersion));
  const self = document.nodes.find(({ id }) => id === node);
  if (self === undefined) return [];
  const selfType = typeOf(self);
  const isTrigger = selfType?.instruction === "trigger";
  const candidate =
    isTrigger || /(^|\.)(filter|correlate\.event)$/.test(field) ? candidateTypes(self, field) : null;
  const triggers = document.nodes.filter((other) => typeOf(other)?.instruction === "trigger");
  const event =
    candidate === null ? [] : eventVariables("event", "The arriving event", candidate, eventTypes);
  if (isTrigger) return event;
  const before = nodesBefore(document, node).filter((other) => typeOf(other)?.instruction !== "trigger");
  return [
    ...event,
    ...eventVariables("trigger", "The event that started it", triggers.map(triggerType), eventTypes),
    ...before.flatMap((other) => stepVariables(other, typeOf(other), eventTypes)),
    ...common,
  ];
}

const common: readonly Variable[] = [
  { path: "subject", type: "string", group: "Subject and profile", sample: "who or what it is about" },
  { path: "profile.email", type: "string", group: "Subject and profile" },
  { path: "profile.firstName", type: "string", group: "Subject and profile" },
  { path: "run.id", type: "string", group: "This run" },
  { path: "run.shortId", type: "string", group: "This run" },
  { path: "run.startedAt", type: "string", group: "This run" },
  { path: "now", type: "timestamp", group: "This run" },
];

function candidateTypes(node: DocumentNode, field: string): readonly string[] {
  const config = node.config as {
    readonly eventType?: unknown;
    readonly events?: unknown;
    readonly hook?: unknown;
  };
  const events = Array.isArray(config.events)
    ? (config.events as readonly { readonly type?: unknown }[])
    : [];
  const index = /^events\.(\d+)\./.exec(field)?.[1];
  const chosen = index === undefined ? events : events.slice(Number(index), Number(index) + 1);
  return [...chosen.map(({ type }) => type), triggerType(node)].filter(
    (type) => typeof type === "string" && type !== "",
  ) as string[]; // filtered
}

function triggerType(node: DocumentNode): string {
  const { eventType, hook } = node.config as { readonly eventType?: unknown; readonly hook?: unknown };
  return typeof eventType === "string" ? eventType : typeof hook === "string" ? `hook.${hook}` : "";
}

function eventVariables(
  root: string,
  group: string,
  types: readonly string[],
  seen: readonly SeenEventType[],
): readonly Variable[] {
  const fields = new Map<string, Variable>();
  for (const { type, fields: known } of seen) {
    if (!types.includes(type)) continue;
    for (const field of known) {
      const path = `${root}.${field.path.replace(/^event\./, "")}`;
      fields.set(path, { path, type: field.type, group, sample: sampleText(field.sample) });
    }
  }
  const always: readonly Variable[] = [
    { path: `${root}.subject`, type: "string", group },
    { path: `${root}.type`, type: "string", group },
    { path: `${root}.time`, type: "string", group },
  ];
  return [...fields.values(), ...always.filter(({ path }) => !fields.has(path))];
}

function stepVariables(
  node: DocumentNode,
  type: NodeType | undefined,
  seen: readonly SeenEventType[],
): readonly Variable[] {
  if (type === undefined) return [];
  const root = `steps.${node.id}`;
  const declared = schemaVariables(outputOf(type, node.onFailure), root, node.name, 0);
  const events = (node.config as { readonly events?: unknown }).events;
  if (type.instruction !== "wait" || !Array.isArray(events)) return declared;
  const types = (events as readonly { readonly type?: unknown }[]).map(({ type: name }) => toText(name));
  return [
    ...eventVariables(`${root}.event`, node.name, types, seen),
    ...declared.filter(({ path }) => !path.startsWith(`${root}.event`)),
  ];
}

function schemaVariables(
  schema: JsonObject,
  path: string,
  group: string,
  depth: number,
): readonly Variable[] {
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>); // JSON Schema says so
  if (depth >= deepest) return [];
  return properties.flatMap(([name, field]) => {
    const here = `${path}.${name}`;
    const inner = schemaVariables(field, here, group, depth + 1);
    return inner.length > 0 ? inner : [{ path: here, type: toText(field["type"], "unknown"), group }];
  });
}

/** All nodes from which a node can be reached, nearest first. */
function nodesBefore(document: FlowDocument, node: string): readonly DocumentNode[] {
  const found = new Set<string>();
  let frontier = [node];
  while (frontier.length > 0) {
    const next = document.edges.filter(({ to }) => frontier.includes(to.node)).map(({ from }) => from.node);
    frontier = [...new Set(next)].filter((id) => !found.has(id) && id !== node);
    for (const id of frontier) found.add(id);
  }
  const byId = new Map(document.nodes.map((item) => [item.id, item]));
  return [...found].flatMap((id) => byId.get(id) ?? []);
}

function sampleText(sample: unknown): string {
  const text = typeof sample === "string" ? sample : (JSON.stringify(sample) ?? "");
  return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}
