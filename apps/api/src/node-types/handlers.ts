import type { SomeHandlers } from "../http/implement.ts";

export const nodeTypeHandlers: SomeHandlers<"listNodeTypes"> = {
  listNodeTypes: async (_call, { nodes }) => ({
    items: nodes.types,
    packages: nodes.packages.map(({ name, version, types, problems }) => ({
      name,
      version,
      types,
      problems,
    })),
  }),
};
