import type { SomeHandlers } from "../http/implement.ts";

export const nodeTypeHandlers: SomeHandlers<"listNodeTypes"> = {
  listNodeTypes: async (_call, deps) => ({ items: deps.nodes.types }),
};
