import { nodeRule } from "../rule.ts";

/** Text whose placeholders cannot be read. */
export const templateSyntax = nodeRule(({ node, templates }) =>
  templates.flatMap(({ field, reading }) => {
    if (reading.ok) return [];
    const message = `"${node.name}": a placeholder in the text cannot be read (${reading.message}).`;
    return [{ severity: "error", code: "template-syntax", message, node: node.id, field }];
  }),
);
