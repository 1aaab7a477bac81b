/** Width of a node card, in drawing units. */
export const NODE_WIDTH = 256;
/** Height of a full node card: a name and a summary of two lines each, and its ports; drawing.css limits both to two. */
export const NODE_HEIGHT = 120;

/** The ground that something on the drawing covers. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a node covers, as long as nobody has measured it. */
export function boxOfNode({
  position,
}: {
  readonly position: { readonly x: number; readonly y: number };
}): Box {
  return { ...position, width: NODE_WIDTH, height: NODE_HEIGHT };
}
