import type { Lowering } from "../lowering.ts";
import { endFields } from "./fields.ts";

export const end: Lowering<"end"> = {
  fields: endFields,
  expressions: [],
  lower: ({ config }) => ({ op: "end", ...endFields.parse(config) }),
};
