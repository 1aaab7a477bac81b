// What differs between two drawings of a flow, in words and by the names of the nodes.
import { canonicalJson } from "@throughline/flow";
import type { DocumentNode, FlowDocument } from "@throughline/flow";

/** One line for each kind of change; empty when the two are the same. */
export function changesBetween(before: FlowDocument, after: FlowDocument): readonly string[] {
  const was = new Map(before.nodes.map((node) => [node.id, node]));
  const is = new Map(after.nodes.map((node) => [node.id, node]));
  const kept = after.nodes.flatMap((node) => {
    const old = was.get(node.id);
    return old === undefined ? [] : [{ old, node }];
  });
  const renamed = kept.filter(({ old, node }) => old.name !== node.name);
  const changed = kept.filter(({ old, node }) => !isSame(meaning(old), meaning(node)));
  const isMoved = kept.some(
    ({ old, node }) => old.note !== node.note || !isSame(old.position, node.position),
  );
  const isDecorated = !isSame([before.notes, before.frames], [after.notes, after.frames]);
  return [
    ...named(
      "Added",
      after.nodes.filter(({ id }) => !was.has(id)),
    ),
    ...named(
      "Removed",
      before.nodes.filter(({ id }) => !is.has(id)),
    ),
    ...named(
      "Changed",
      changed.map(({ node }) => node),
    ),
    ...renamed.map(({ old, node }) => `Renamed “${old.name}” to “${node.name}”`),
    ...(isSame(connections(before), connections(after)) ? [] : ["Changed connections"]),
    ...(isSame(before.settings, after.settings) ? [] : ["Changed the settings of the flow"]),
    ...(before.name === after.name && before.description === after.description
      ? []
      : ["Changed the name or description of the flow"]),
    ...(isMoved || isDecorated ? ["Changed the layout or notes, which changes no run"] : []),
  ];
}

/** A node without what it is called and where it stands. */
function meaning({ name: _name, position: _position, note: _note, ...rest }: DocumentNode): object {
  return rest;
}

function connections({ edges }: FlowDocument): readonly string[] {
  return edges.map(({ from, to }) => `${from.node}.${from.port} ${to.node}`).toSorted();
}

function named(what: string, nodes: readonly DocumentNode[]): readonly string[] {
  if (nodes.length === 0) return [];
  return [`${what} ${nodes.map(({ name }) => `“${name}”`).join(", ")}`];
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
