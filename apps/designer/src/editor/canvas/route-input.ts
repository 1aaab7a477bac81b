import type { FlowDocument, NodeTypes } from "@throughline/flow";
import { linesOf } from "../../ui/drawing/drawn.ts";
import type { DrawnNode } from "../../ui/drawing/drawn.ts";
import { boxOfNode } from "../../ui/drawing/node-size.ts";
import type { Box } from "../../ui/drawing/node-size.ts";
import type { RoutedEdge } from "../../ui/drawing/route-edges.ts";

/** What decides the ways of the lines: what each step covers, and which port leads where. */
export interface RouteInput {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly RoutedEdge[];
}

export const noRouteInput: RouteInput = { boxes: new Map(), lines: [] };

/**
 * The steps where the document has them, as large as they are drawn: what is dragged counts when it is let go. Gives
 * `before` itself when nothing changed, so that no way is sought again for every letter and every move of the mouse.
 */
export function routeInput(
  {
    document,
    nodeTypes,
    drawn,
  }: {
    readonly document: FlowDocument;
    readonly nodeTypes: NodeTypes;
    readonly drawn: readonly DrawnNode[];
  },
  before: RouteInput,
): RouteInput {
  const measured = new Map(drawn.map((node) => [node.id, node.measured]));
  const boxes = new Map(
    document.nodes.map((node): [string, Box] => {
      const usual = boxOfNode(node);
      const { width = usual.width, height = usual.height } = measured.get(node.id) ?? {};
      return [node.id, { ...usual, width, height }];
    }),
  );
  const next = { boxes, lines: linesOf(document, nodeTypes) };
  return textOf(next) === textOf(before) ? before : next;
}

function textOf({ boxes, lines }: RouteInput): string {
  return JSON.stringify([[...boxes], lines]);
}
