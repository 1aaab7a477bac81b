import { isObject } from "../../instructions/config-walk.ts";
import type { Json } from "../../json.ts";
import { nodeRule } from "../rule.ts";

/** A group of rules with nothing in it, which is always true: most likely somebody has not finished. */
export const emptyCondition = nodeRule(({ node, expressions }) =>
  expressions
    .filter(({ rules }) => rules !== undefined && hasEmptyGroup(rules))
    .map(({ field }) => ({
      severity: "warning",
      code: "empty-condition",
      message: `"${node.name}": a group without rules is always true. Add a rule to it or remove it.`,
      node: node.id,
      field,
    })),
);

function hasEmptyGroup(group: Json): boolean {
  if (!isObject(group) || !Array.isArray(group["rules"])) return false;
  const rules = group["rules"] as readonly Json[];
  return rules.length === 0 || rules.some(hasEmptyGroup);
}
