import { connect } from "./connect.ts";
import type { Command, PortRef } from "./command.ts";
import { remove } from "./remove.ts";

/** Moves a connection: to another node, or to leave by another port; one change, also when both ends move. */
export const reconnect: Command<{ readonly old: PortRef; readonly from: PortRef; readonly to: string }> = (
  document,
  { old, from, to },
) => {
  const isThere = document.edges.some((edge) => edge.from.node === old.node && edge.from.port === old.port);
  if (!isThere) return document;
  const isSamePort = old.node === from.node && old.port === from.port;
  return connect(isSamePort ? document : remove(document, { edges: [old] }), { from, to });
};
