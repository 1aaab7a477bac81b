/** Width of a node card, in drawing units. */
export const NODE_WIDTH = 256;
/** Width of the line around a card. */
export const CARD_BORDER = 1;
/** Width and height of the dot of a port. */
export const PORT_DOT = 11;
/** Height of a full node card: a name and a summary of two lines each, and its ports; drawing.css limits both to two. */
export const NODE_HEIGHT = 120;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The ground that something on the drawing covers. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** The ground to keep free for a node, whatever it says. */
export function boxOfNode({
  position,
}: {
  readonly position: { readonly x: number; readonly y: number };
}): Box {
  return { ...position, width: NODE_WIDTH, height: NODE_HEIGHT };
}

/**
 * How large the card of a node will be: what drawing.css makes of its words. Wrong by a line where words break
 * unusually; the browser's own measure then takes its place.
 */
export function sizeOfCard({
  name,
  summary,
  ports,
}: {
  readonly name: string;
  readonly summary: string;
  readonly ports: readonly string[];
}): Size {
  const words = linesIn(name, 24) * 18.225 + linesIn(summary, 31) * 16.8;
  const head = Math.max(56, 20 + words);
  return { width: NODE_WIDTH, height: Math.round(2 + head + heightOfPorts(ports)) };
}

/** Lines a text takes when about so many letters fit on one; never more than two are shown. */
function linesIn(text: string, letters: number): 1 | 2 {
  return text.length > letters ? 2 : 1;
}

function heightOfPorts(ports: readonly string[]): number {
  if (ports.length === 0) return 0;
  return hasLabel(ports) ? 25 : 11;
}

/** The only way on needs no name. */
export function hasLabel(ports: readonly string[]): boolean {
  return ports.length > 1 || ports[0] !== "next";
}
