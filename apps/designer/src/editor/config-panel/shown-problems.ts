// Which problems a form shows: a fresh node is not wrong yet, and a clash of two ways out is at both of their names.
import { portsOf } from "@throughline/flow";
import type { Diagnostic, DocumentNode, JsonObject, NodeType } from "@throughline/flow";
import { fieldsOf, toFieldModel } from "../../ui/schema-form/field-model.ts";

/** What may be complained about. */
export interface Revealed {
  /** Nodes that were there when the flow was opened, or when somebody asked for problems. */
  readonly nodes: ReadonlySet<string>;
  /** `<node> <field>` of fields that somebody has left. */
  readonly fields: ReadonlySet<string>;
}

/** True when what is wrong with a field may be said: it, a part of it or what it is a part of was left. */
export function isRevealed({ nodes, fields }: Revealed, node: string, field: string): boolean {
  if (nodes.has(node)) return true;
  const names = field.split(".");
  return names.some((_, index) => fields.has(`${node} ${names.slice(0, index + 1).join(".")}`));
}

/** The problems of a node that its form shows now. */
export function shownProblems(
  node: DocumentNode,
  nodeType: NodeType,
  problems: readonly Diagnostic[],
  revealed: Revealed,
): readonly Diagnostic[] {
  return problems
    .filter((problem) => problem.node === node.id)
    .filter(({ field }) => field === undefined || isRevealed(revealed, node.id, field))
    .flatMap((problem) =>
      problem.code === "port-clash" ? atPorts(problem, clashingFields(node, nodeType)) : [problem],
    );
}

function atPorts(problem: Diagnostic, fields: readonly PortField[]): readonly Diagnostic[] {
  return fields
    .filter(({ port }) => problem.message.includes(`called "${port}"`))
    .map(({ path }) => ({ ...problem, field: path }));
}

interface PortField {
  readonly path: string;
  readonly port: string;
}

/** The fields whose port the node has once more without them. */
function clashingFields(node: DocumentNode, nodeType: NodeType): readonly PortField[] {
  const config = node.config as JsonObject; // a config is JSON
  return portFields(config, nodeType.config).filter(({ port, list, index, name }) => {
    const items = config[list] as readonly JsonObject[]; // portFields read it
    const without = items.map((item, other) => (other === index ? { ...item, [name]: "" } : item));
    return portsOf(nodeType, { ...config, [list]: without }, node.onFailure).includes(port);
  });
}

function portFields(config: JsonObject, schema: JsonObject) {
  return fieldsOf(schema).flatMap(({ name: list, schema: field }) => {
    const items = config[list];
    const itemSchema = field["items"] as JsonObject | undefined; // JSON Schema says so
    if (!Array.isArray(items) || itemSchema?.["type"] !== "object") return [];
    const names = fieldsOf(itemSchema)
      .filter(({ name, schema: own }) => toFieldModel(name, own).kind === "port")
      .map(({ name }) => name);
    return (items as readonly (JsonObject | null)[]).flatMap((item, index) =>
      names.flatMap((name) => {
        const port = item?.[name];
        return typeof port === "string" && port !== ""
          ? [{ path: `${list}.${index}.${name}`, port, list, index, name }]
          : [];
      }),
    );
  });
}
