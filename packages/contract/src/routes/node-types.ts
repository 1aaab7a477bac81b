import { z } from "zod";
import * as nodeTypes from "../node-types.ts";
import { route } from "./define-route.ts";

/** What a drawing may be made of. */
export const nodeTypeRoutes = {
  listNodeTypes: route("GET", "/api/node-types", "viewer", {
    tag: "node types",
    summary:
      "Node types as data: forms, ports, outputs; and the packages that bring some, with what is wrong with them",
    answer: z.object({
      items: z.array(nodeTypes.nodeTypeSchema),
      packages: z.array(nodeTypes.nodePackageSchema),
    }),
  }),
};
