import { Position } from "@xyflow/react";
import type { NodeHandle } from "@xyflow/react";
import type { Size } from "./node-size.ts";

/** Width and height of the dot of a port, as drawing.css draws it. */
const dot = 11;
const border = 1;

/**
 * Where the ports of a card are: the entry in the middle of its upper edge, the others below, each in the middle of its
 * share. React Flow is told, so that it need not look for them in the page: not when a flow is opened, not when a node
 * gets another port, and not for a node that nobody sees.
 */
export function placesOfPorts(ports: readonly string[], hasEntry: boolean, size: Size): NodeHandle[] {
  const share = (size.width - 2 * border) / ports.length;
  const out = ports.map((port, index): NodeHandle => ({
    id: port,
    type: "source",
    position: Position.Bottom,
    x: border + share * (index + 0.5) - dot / 2,
    y: size.height - border - dot / 2,
    width: dot,
    height: dot,
  }));
  if (!hasEntry) return out;
  return [
    {
      id: null,
      type: "target",
      position: Position.Top,
      x: size.width / 2 - dot / 2,
      y: -dot / 2,
      width: dot,
      height: dot,
    },
    ...out,
  ];
}
