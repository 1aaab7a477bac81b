import { portsOf } from "@throughline/flow";
import type { DocumentNode, JsonObject, NodeType } from "@throughline/flow";

/** The ports of a drawn node, in order; with `failed` where the node leaves by it. Never throws on a half-filled config. */
export function portsOfNode(node: DocumentNode, nodeType: NodeType | undefined): readonly string[] {
  return nodeType === undefined ? [] : portsOf(nodeType, node.config as JsonObject, node.onFailure); // a config is JSON
}
