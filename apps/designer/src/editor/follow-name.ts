// The id of a node is how expressions, outcomes and history call it. It follows the name until somebody relies on it.
import { nodeTypeKey, renameSteps } from "@throughline/flow";
import type { FlowDocument, JsonObject, NodeTypes } from "@throughline/flow";
import { freeNodeId } from "./commands/command.ts";
import type { DocumentStore } from "./document-store.ts";
import { takenIds } from "./taken-ids.ts";

/** Gives a node that was renamed the id that its name suggests, while nothing names the old one and no run knows it. */
export function followName(store: DocumentStore, id: string): void {
  const { document, nodeTypes, settledIds, selection, run } = store.getState();
  const node = document.nodes.find((one) => one.id === id);
  if (node === undefined || settledIds.has(id) || isNamed(document, nodeTypes, id)) return;
  const word = wordOf(node.name);
  if (word === "" || id === word || id.replace(/_\d+$/, "") === word) return;
  const to = freeNodeId(takenIds(store.getState()), word);
  const select = { ...selection, nodes: selection.nodes.map((one) => (one === id ? to : one)) };
  run("call-node", { id, to, nodeTypes }, { merge: `${id} name`, select });
}

/** `Ask Ömer, again` → `ask_omer_again`. */
function wordOf(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[^a-z]+|_+$/g, "")
    .slice(0, 40)
    .replace(/_+$/, "");
}

function isNamed({ nodes, settings }: FlowDocument, nodeTypes: NodeTypes, id: string): boolean {
  const names = new Map([[id, `${id}_`]]);
  const isChanged = (config: JsonObject, type?: Parameters<typeof renameSteps>[1]): boolean =>
    JSON.stringify(renameSteps(config, type, names)) !== JSON.stringify(config);
  return (
    isChanged({ subject: settings.subject as JsonObject }) || // an expression is JSON
    nodes.some(
      ({ config, compensate, type, typeVersion }) =>
        compensate === id || isChanged(config as JsonObject, nodeTypes.get(nodeTypeKey(type, typeVersion))),
    )
  );
}
