import { calledNode } from "./command.ts";
import type { Command, PortRef } from "./command.ts";

/** Draws a connection; a port that already leads elsewhere is led here instead. */
export const connect: Command<{ readonly from: PortRef; readonly to: string }> = {
  title: (document, { from, to }) =>
    `Connect ${calledNode(document, from.node)} to ${calledNode(document, to)}`,
  apply: (document, { from, to }) => {
    const others = document.edges.filter(
      (edge) => edge.from.node !== from.node || edge.from.port !== from.port,
    );
    const isThere = document.edges.some(
      (edge) => edge.from.node === from.node && edge.from.port === from.port && edge.to.node === to,
    );
    if (isThere) return document;
    return {
      ...document,
      edges: [...others, { from: { node: from.node, port: from.port }, to: { node: to } }],
    };
  },
};
