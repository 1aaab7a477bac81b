import { nodeTypeKey } from "@throughline/flow";
import type { DocumentNode, FlowDocument, NodeTypes } from "@throughline/flow";
import { summariseNode } from "../../ui/drawing/summary.ts";

/** What tells a node from others of its name: what it does, else its id; by node id. Nodes with a name of their own need none. */
export function hintsOf(document: FlowDocument, nodeTypes: NodeTypes): ReadonlyMap<string, string> {
  const said = (node: DocumentNode): string =>
    summariseNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)));
  const isShared = (node: DocumentNode): boolean =>
    document.nodes.some(({ id, name }) => id !== node.id && name === node.name);
  const isRepeated = (node: DocumentNode): boolean =>
    said(node) === "" ||
    document.nodes.some(
      (other) => other.id !== node.id && other.name === node.name && said(other) === said(node),
    );
  return new Map(
    document.nodes.filter(isShared).map((node) => [node.id, isRepeated(node) ? node.id : said(node)]),
  );
}

/** The nodes that a connection from `node` may lead to: all others that do not start runs. */
export function targetsOf(
  document: FlowDocument,
  nodeTypes: NodeTypes,
  node: string,
): readonly DocumentNode[] {
  return document.nodes.filter(
    ({ id, type, typeVersion }) =>
      id !== node && nodeTypes.get(nodeTypeKey(type, typeVersion))?.instruction !== "trigger",
  );
}
