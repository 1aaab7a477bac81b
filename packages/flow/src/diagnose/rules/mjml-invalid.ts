import { walkConfig } from "../../instructions/config-walk.ts";
import { mjmlProblem } from "../../mjml.ts";
import { nodeRule } from "../rule.ts";

/** A message whose MJML would come out empty, or in parts. */
export const mjmlInvalid = nodeRule(({ node, nodeType, config }) =>
  walkConfig(config, nodeType.config).flatMap(({ path, value, hints }) => {
    const problem = hints.widget === "mjml" && typeof value === "string" ? mjmlProblem(value) : null;
    if (problem === null) return [];
    const message = `"${node.name}": the message cannot be sent as it is written: ${problem}.`;
    return [{ severity: "error", code: "mjml-invalid", message, node: node.id, field: path }];
  }),
);
