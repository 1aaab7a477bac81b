import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyDocument } from "./document/schema.ts";
import type { FlowDocument } from "./document/schema.ts";
import { graphOf } from "./graph.ts";

function drawn(...lines: readonly string[]): FlowDocument {
  const pairs = lines.map((line) => line.split(" ") as [string, string]); // written below
  const nodes = [...new Set(pairs.flat())].map((id) => ({
    id,
    type: "test-do",
    typeVersion: 1,
    name: id,
    config: {},
    position: { x: 0, y: 0 },
  }));
  const edges = pairs.map(([from, to]) => ({ from: { node: from, port: "next" }, to: { node: to } }));
  return { ...emptyDocument("test-flow", "Test"), nodes, edges };
}

/** All that a plain search along the lines finds. */
function search(start: string, step: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...step(start)];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...step(id));
  }
  return found;
}

describe("graphOf()", () => {
  it("tells what lies before a node, nearest first, and what follows", () => {
    const graph = graphOf(drawn("a b", "b c", "c d", "a d", "x y"));
    expect(graph.before("d")).toEqual(["c", "a", "b"]);
    expect(graph.isBefore("a", "d")).toBe(true);
    expect(graph.isBefore("d", "a")).toBe(false);
    expect(graph.isBefore("x", "d")).toBe(false);
    expect(graph.linesFrom("a").map(({ to }) => to.node)).toEqual(["b", "d"]);
    expect([...graph.reachableFrom(["b", "nowhere"])]).toEqual(["b", "c", "d"]);
  });

  it("puts a node before itself in a circle only", () => {
    const graph = graphOf(drawn("a b", "b c", "c b", "c d"));
    expect(["a", "b", "c", "d"].filter((id) => graph.isBefore(id, id))).toEqual(["b", "c"]);
    expect(graph.before("b")).toEqual(["a", "c", "b"]);
  });

  it("agrees with a search along the lines, circles and loose ends included", () => {
    const id = fc.integer({ min: 0, max: 40 }).map((number) => `n${number}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 90 }), (pairs) => {
        const document = drawn(...pairs.map((pair) => pair.join(" ")));
        const graph = graphOf({ ...document, nodes: document.nodes.slice(1) });
        for (const { id: node } of document.nodes) {
          const before = search(node, (to) => pairs.flatMap((pair) => (pair[1] === to ? [pair[0]] : [])));
          expect(new Set(graph.before(node))).toEqual(before);
          const told = document.nodes.filter((other) => graph.isBefore(other.id, node));
          expect(new Set(told.map((other) => other.id))).toEqual(before);
          const after = search(node, (from) => pairs.flatMap((pair) => (pair[0] === from ? [pair[1]] : [])));
          expect(graph.reachableFrom([node])).toEqual(new Set([node, ...after]));
        }
      }),
      { numRuns: 60 },
    );
  });
});
