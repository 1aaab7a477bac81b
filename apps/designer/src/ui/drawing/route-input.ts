import type { FlowDocument } from "@throughline/flow";
import { edgeId } from "./drawn-edges.ts";
import type { DrawnNode, DrawnStep } from "./drawn.ts";
import type { Box, Size } from "./node-size.ts";
import type { RoutedEdge } from "./route-edges.ts";

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
    edges,
    drawn,
    sizes,
  }: {
    readonly edges: FlowDocument["edges"];
    readonly drawn: readonly DrawnNode[];
    /** As measured, by id. */
    readonly sizes: ReadonlyMap<string, Size>;
  },
  before: RouteInput,
): RouteInput {
  const steps = new Map(drawn.flatMap((node) => (node.type === "step" ? [[node.id, node] as const] : [])));
  const boxes = new Map([...steps.values()].map((step) => [step.id, boxOf(step, sizes)]));
  const lines = linesOf(edges, steps);
  return isSame({ boxes, lines }, before) ? before : { boxes, lines };
}

function boxOf({ id, position, measured }: DrawnStep, sizes: ReadonlyMap<string, Size>): Box {
  const { width = 0, height = 0 } = sizes.get(id) ?? measured ?? {};
  return { x: position.x, y: position.y, width, height };
}

/** Which port leads where, for those connections whose ends are both drawn. */
function linesOf(edges: FlowDocument["edges"], steps: ReadonlyMap<string, DrawnStep>): readonly RoutedEdge[] {
  return edges.flatMap(({ from, to }): RoutedEdge[] => {
    const ports = steps.get(from.node)?.data.ports;
    if (ports === undefined || !steps.has(to.node)) return [];
    return [
      {
        id: edgeId(from),
        source: from.node,
        target: to.node,
        portIndex: Math.max(0, ports.indexOf(from.port)),
        portCount: ports.length,
      },
    ];
  });
}

function isSame(a: RouteInput, b: RouteInput): boolean {
  return (
    a.boxes.size === b.boxes.size &&
    a.lines.length === b.lines.length &&
    [...a.boxes].every(([id, box]) => isSameBox(box, b.boxes.get(id))) &&
    a.lines.every((line, index) => isSameLine(line, b.lines[index]))
  );
}

function isSameBox(a: Box, b: Box | undefined): boolean {
  return a.x === b?.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function isSameLine(a: RoutedEdge, b: RoutedEdge | undefined): boolean {
  return (
    a.id === b?.id && a.target === b.target && a.portIndex === b.portIndex && a.portCount === b.portCount
  );
}
