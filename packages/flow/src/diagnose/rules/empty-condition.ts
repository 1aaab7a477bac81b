import { isExpression, isObject, walkConfig } from "../../instructions/config-walk.ts";
import type { Json } from "../../json.ts";
import { nodeRule } from "../rule.ts";

/** A group of rules with nothing in it, which is always true: most likely somebody has not finished. */
export const emptyCondition = nodeRule(({ node, nodeType, config }) =>
  walkConfig(config, nodeType.config)
    .filter(({ value }) => isExpression(value) && "$rules" in value && hasEmptyGroup(value.$rules))
    .map(({ path }) => ({
      severity: "warning",
      code: "empty-condition",
      message: `"${node.name}": a group without rules is always true. Add a rule to it or remove it.`,
      node: node.id,
      field: path,
    })),
);

function hasEmptyGroup(group: Json): boolean {
  if (!isObject(group) || !Array.isArray(group["rules"])) return false;
  const rules = group["rules"] as readonly Json[];
  return rules.length === 0 || rules.some(hasEmptyGroup);
}
