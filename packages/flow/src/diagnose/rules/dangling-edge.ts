import type { CheckedDocument } from "../../check/checked-document.ts";
import type { DocumentNode } from "../../document/schema.ts";
import { documentRule } from "../rule.ts";

/** An edge from or to nothing, from a port that its node does not have, or into a trigger. */
export const danglingEdge = documentRule((checked) => {
  return checked.document.edges.flatMap((edge, index) => {
    const message = whatDangles(checked, edge);
    if (message === null) return [];
    return [{ severity: "error", code: "dangling-edge", message, edge: index, node: edge.from.node }];
  });
});

function whatDangles(
  { byId, document }: CheckedDocument,
  { from, to }: CheckedDocument["document"]["edges"][number],
): string | null {
  const find = (id: string): DocumentNode | undefined =>
    byId.get(id)?.node ?? document.nodes.find((node) => node.id === id);
  const [source, target] = [find(from.node), find(to.node)];
  if (source === undefined)
    return `A line begins at a node "${from.node}" that is not there: delete the line.`;
  if (target === undefined)
    return `The line from "${source.name}" leads to a node that is not there: delete or reconnect it.`;
  if (byId.get(to.node)?.nodeType.instruction === "trigger") {
    return `The line from "${source.name}" leads into "${target.name}", where runs begin: connect it to another node.`;
  }
  const ports = byId.get(from.node)?.ports;
  if (ports === undefined || ports.includes(from.port)) return null;
  const choice = ports.length === 0 ? "nothing follows it" : `it has ${[...new Set(ports)].join(", ")}`;
  return `A line leaves "${source.name}" by "${from.port}", which it does not have (${choice}): reconnect it.`;
}
