/** What a dragged entry of the palette carries. */
export const NODE_TYPE_MIME = "application/x-throughline-node-type";
