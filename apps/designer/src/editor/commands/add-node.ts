import type { DocumentNode } from "@throughline/flow";
import type { Command, PortRef } from "./command.ts";
import { connect } from "./connect.ts";

/** Adds a node, and the connection into it when it comes after another one. */
export const addNode: Command<{ readonly node: DocumentNode; readonly after?: PortRef | undefined }> = {
  title: (_document, { node }) => `Add “${node.name}”`,
  apply: (document, { node, after }) => {
    if (document.nodes.some(({ id }) => id === node.id)) return document;
    const added = { ...document, nodes: [...document.nodes, node] };
    return after === undefined ? added : connect.apply(added, { from: after, to: node.id });
  },
};
