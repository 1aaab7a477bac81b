import { Position } from "@xyflow/react";
import type { NodeHandle } from "@xyflow/react";
import { CARD_BORDER, PORT_DOT } from "./node-size.ts";
import type { Size } from "./node-size.ts";

/**
 * Where the ports of a card are: the entry in the middle of its upper edge, the others below, each in the middle of its
 * share. React Flow is told, so that it need not look for them in the page: not when a flow is opened, not when a node
 * gets another port, and not for a node that nobody sees.
 */
export function placesOfPorts(ports: readonly string[], hasEntry: boolean, size: Size): NodeHandle[] {
  const share = (size.width - 2 * CARD_BORDER) / ports.length;
  const out = ports.map((port, index): NodeHandle => ({
    id: port,
    type: "source",
    position: Position.Bottom,
    x: CARD_BORDER + share * (index + 0.5) - PORT_DOT / 2,
    y: size.height - CARD_BORDER - PORT_DOT / 2,
    width: PORT_DOT,
    height: PORT_DOT,
  }));
  if (!hasEntry) return out;
  return [
    {
      id: null,
      type: "target",
      position: Position.Top,
      x: size.width / 2 - PORT_DOT / 2,
      y: -PORT_DOT / 2,
      width: PORT_DOT,
      height: PORT_DOT,
    },
    ...out,
  ];
}
