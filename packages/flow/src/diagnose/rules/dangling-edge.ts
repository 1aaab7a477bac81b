import type { CheckedDocument } from "../checked-document.ts";
import type { Rule } from "../rule.ts";

/** An edge from or to nothing, from a port that its node does not have, or into a trigger. */
export const danglingEdge: Rule = (checked) =>
  checked.document.edges.flatMap((edge, index) => {
    const message = whatDangles(checked, edge);
    if (message === null) return [];
    return [{ severity: "error", code: "dangling-edge", message, edge: index, node: edge.from.node }];
  });

function whatDangles(
  { document, byId }: CheckedDocument,
  edge: CheckedDocument["document"]["edges"][number],
): string | null {
  const { from, to } = edge;
  const source = document.nodes.find(({ id }) => id === from.node);
  const target = document.nodes.find(({ id }) => id === to.node);
  if (source === undefined)
    return `A line begins at a node "${from.node}" that is not there: delete the line.`;
  if (target === undefined)
    return `The line from "${source.name}" leads to a node that is not there: delete or reconnect it.`;
  if (byId.get(to.node)?.nodeType.instruction === "trigger") {
    return `The line from "${source.name}" leads into "${target.name}", where runs begin: connect it to another node.`;
  }
  const ports = byId.get(from.node)?.ports;
  if (ports === undefined || ports.includes(from.port)) return null;
  const choice = ports.length === 0 ? "nothing follows it" : `it has ${ports.join(", ")}`;
  return `A line leaves "${source.name}" by "${from.port}", which it does not have (${choice}): reconnect it.`;
}
