import { calledNode } from "./command.ts";
import type { Command, PortRef } from "./command.ts";
import { connect } from "./connect.ts";
import { remove } from "./remove.ts";

/** Moves a connection: to another node, or to leave by another port; one change, also when both ends move. */
export const reconnect: Command<{ readonly old: PortRef; readonly from: PortRef; readonly to: string }> = {
  title: (document, { from, to }) =>
    `Lead ${calledNode(document, from.node)} to ${calledNode(document, to)} instead`,
  apply: (document, { old, from, to }) => {
    const isThere = document.edges.some((edge) => edge.from.node === old.node && edge.from.port === old.port);
    if (!isThere) return document;
    const isSamePort = old.node === from.node && old.port === from.port;
    return connect.apply(isSamePort ? document : remove.apply(document, { edges: [old] }), { from, to });
  },
};
