/** Width of a node card, in drawing units. */
export const NODE_WIDTH = 256;
/** Usual height of a node card: header, one line of summary, ports. */
export const NODE_HEIGHT = 96;
