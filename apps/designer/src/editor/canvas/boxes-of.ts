import type { DrawnNode } from "../../ui/drawing/drawn.ts";
import { boxOfNode } from "../../ui/drawing/node-size.ts";
import type { Box } from "../../ui/drawing/node-size.ts";

/** What each step covers at this moment, also while it is dragged. */
export function boxesOf(nodes: readonly DrawnNode[]): ReadonlyMap<string, Box> {
  return new Map(
    nodes
      .filter(({ type }) => type === "step")
      .map((node) => {
        const usual = boxOfNode(node);
        const { width = usual.width, height = usual.height } = node.measured ?? {};
        return [node.id, { ...node.position, width, height }];
      }),
  );
}
