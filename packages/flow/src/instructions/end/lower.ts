import type { Lowering } from "../lowering.ts";
import { endFields } from "./fields.ts";

export const end: Lowering<"end"> = {
  fields: endFields,
  expressions: [],
  templates: [],
  lower: ({ config }) => ({ op: "end", ...endFields.parse(config) }),
};
