import { expressionText } from "../expression-text.ts";
import type { Lowering } from "../lowering.ts";
import { splitFields } from "./fields.ts";

export const split: Lowering<"split"> = {
  fields: splitFields,
  expressions: [
    { path: "branches.*.when", expected: "bool", sees: "run" },
    { path: "key", expected: "any", sees: "run" },
  ],
  lower: ({ config }) => {
    const fields = splitFields.parse(config);
    if ("weights" in fields) {
      return {
        op: "split",
        rule: { kind: "weights", weights: fields.weights, key: expressionText(fields.key) },
      };
    }
    const branches = fields.branches.map(({ port, when }) => ({ port, when: expressionText(when) }));
    return { op: "split", rule: { kind: "conditions", branches } };
  },
};
