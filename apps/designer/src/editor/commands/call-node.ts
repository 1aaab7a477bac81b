import { inExpression, nodeTypeKey, renameSteps } from "@throughline/flow";
import type { DocumentNode, FlowDocument, JsonObject, NodeTypes } from "@throughline/flow";
import { calledNode } from "./command.ts";
import type { Command } from "./command.ts";

/** Gives a node another id; lines, expressions and texts follow. An id that another node has is left to it. */
export const callNode: Command<{ readonly id: string; readonly to: string; readonly nodeTypes?: NodeTypes }> =
  {
    title: (document, { id }) => `Rename ${calledNode(document, id)}`,
    apply: (document, { id, to, nodeTypes }) => {
      const ids = new Set(document.nodes.map((node) => node.id));
      if (!ids.has(id) || ids.has(to)) return document;
      const names = new Map([[id, to]]);
      const at = (name: string): string => names.get(name) ?? name;
      const subject = document.settings.subject as Parameters<typeof inExpression>[0]; // as its schema says
      return {
        ...document,
        settings: {
          ...document.settings,
          subject: inExpression(subject, names) as FlowDocument["settings"]["subject"], // of the same shape
        },
        nodes: document.nodes.map((node) => withNames(node, nodeTypes, names)),
        edges: document.edges.map(({ from, to: target }) => ({
          from: { ...from, node: at(from.node) },
          to: { node: at(target.node) },
        })),
      };
    },
  };

/** A node under its new name, naming others by theirs. */
export function withNames(
  node: DocumentNode,
  nodeTypes: NodeTypes | undefined,
  names: ReadonlyMap<string, string>,
): DocumentNode {
  const nodeType = nodeTypes?.get(nodeTypeKey(node.type, node.typeVersion));
  return {
    ...node,
    id: names.get(node.id) ?? node.id,
    // Renaming keeps the shape; a config is JSON.
    config: renameSteps(node.config as JsonObject, nodeType, names) as DocumentNode["config"],
    ...(node.compensate === undefined ? {} : { compensate: names.get(node.compensate) ?? node.compensate }),
  };
}
