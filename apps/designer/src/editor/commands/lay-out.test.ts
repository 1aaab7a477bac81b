import { emptyDocument } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";
import fc from "fast-check";
import { expect, it } from "vitest";
import { layOut } from "./lay-out.ts";

const portNames = ["one", "two", "three"] as const;
const size = { width: 256, height: 100 };

/** Flows of any shape, loops and joins too; with nodes of different sizes. */
const flows = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    edges: fc.uniqueArray(
      fc.record({
        from: fc.nat(count - 1),
        port: fc.constantFrom(...portNames),
        to: fc.nat(count - 1),
      }),
      { maxLength: 24, selector: ({ from, port }) => `${from} ${port}` },
    ),
    sizes: fc.array(
      fc.record({ width: fc.constantFrom(256, 320), height: fc.integer({ min: 60, max: 130 }) }),
      {
        minLength: count,
        maxLength: count,
      },
    ),
  }),
);

function draw(count: number, edges: readonly { from: number; port: string; to: number }[]): FlowDocument {
  return {
    ...emptyDocument("cart", "Cart"),
    nodes: Array.from({ length: count }, (_, index) => ({
      id: `n${index}`,
      type: "any",
      typeVersion: 1,
      name: `n${index}`,
      config: {},
      position: { x: 0, y: 0 },
    })),
    edges: edges.map(({ from, port, to }) => ({
      from: { node: `n${from}`, port },
      to: { node: `n${to}` },
    })),
  };
}

it("tidy up puts no node over another, and what follows a node in the order of its ports", () => {
  fc.assert(
    fc.property(flows, ({ edges, sizes }) => {
      const document = draw(sizes.length, edges);
      const ports = Object.fromEntries(document.nodes.map(({ id }) => [id, portNames]));
      const named = Object.fromEntries(sizes.map((one, index) => [`n${index}`, one]));
      const { nodes } = layOut.apply(document, { ports, sizes: named });
      const boxes = nodes.map(({ id, position }) => ({ id, ...position, ...(named[id] ?? size) }));
      for (const a of boxes)
        for (const b of boxes) if (a.id < b.id) expect(overlaps(a, b), `${a.id} lies on ${b.id}`).toBe(false);
      const x = new Map(boxes.map((box) => [box.id, box.x + box.width / 2]));
      for (const { id } of nodes) {
        const children = new Set(
          portNames.flatMap((port) =>
            document.edges.flatMap(({ from, to }) =>
              from.node === id && from.port === port ? [to.node] : [],
            ),
          ),
        );
        const parents = (child: string): number =>
          new Set(document.edges.filter(({ to }) => to.node === child).map(({ from }) => from.node)).size;
        if (children.has(id) || [...children].some((child) => parents(child) !== 1)) continue;
        // In a loop that nothing leads into, one of its links leads back up: there is no order below that node.
        const above = [...children].filter((child) => (top(child) ?? 0) <= (top(id) ?? 0));
        if (above.length > 0) continue;
        const xs = [...children].map((child) => x.get(child) ?? 0);
        expect(xs, `children of ${id}`).toEqual(xs.toSorted((a, b) => a - b));
      }

      function top(of: string): number | undefined {
        return nodes.find(({ id }) => id === of)?.position.y;
      }
    }),
    { numRuns: 500 },
  );
});

it("tidying up twice changes nothing the second time", () => {
  const document = draw(5, [
    { from: 0, port: "one", to: 1 },
    { from: 1, port: "two", to: 2 },
    { from: 1, port: "one", to: 3 },
    { from: 2, port: "one", to: 4 },
    { from: 3, port: "one", to: 4 },
  ]);
  const ports = { n1: ["one", "two"] };
  const once = layOut.apply(document, { ports });
  expect(layOut.apply(once, { ports })).toBe(once);
});

function overlaps(
  a: { x: number; y: number; width: number; height: number },
  b: { x: number; y: number; width: number; height: number },
): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
