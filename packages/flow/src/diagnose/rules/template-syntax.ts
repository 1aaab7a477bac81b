import { readTemplate } from "../../templates.ts";
import type { Rule } from "../rule.ts";

/** Text whose placeholders cannot be read. */
export const templateSyntax: Rule = ({ nodes }) =>
  nodes.flatMap(({ node, templates }) =>
    templates.flatMap(({ field, text }) => {
      const reading = readTemplate(text);
      if (reading.ok) return [];
      const message = `"${node.name}": a placeholder in the text cannot be read (${reading.message}).`;
      return [{ severity: "error" as const, code: "template-syntax", message, node: node.id, field }];
    }),
  );
