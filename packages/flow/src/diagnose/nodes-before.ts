import type { FlowDocument } from "../document/schema.ts";

/** For each node the nodes on any path that leads to it. A node is before itself only in a circle. */
export function nodesBefore(document: FlowDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const sources = new Map<string, string[]>();
  for (const { from, to } of document.edges) {
    const known = sources.get(to.node);
    if (known === undefined) sources.set(to.node, [from.node]);
    else known.push(from.node);
  }
  return new Map(document.nodes.map(({ id }) => [id, collect(id, sources)]));
}

function collect(id: string, sources: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const before = new Set<string>();
  const next = [...(sources.get(id) ?? [])];
  for (let source = next.pop(); source !== undefined; source = next.pop()) {
    if (before.has(source)) continue;
    before.add(source);
    next.push(...(sources.get(source) ?? []));
  }
  return before;
}
