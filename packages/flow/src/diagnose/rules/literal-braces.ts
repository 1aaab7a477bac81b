import { titleAt, walkConfig } from "../../instructions/config-walk.ts";
import type { FieldHints } from "../../node-type.ts";
import { isTemplate } from "../../sight.ts";
import { nodeRule } from "../rule.ts";

/** Double braces in a field that is no template: they would be sent as they are written. */
export const literalBraces = nodeRule(({ node, nodeType, config }) =>
  walkConfig(config, nodeType.config).flatMap(({ path, value, hints }) => {
    if (typeof value !== "string" || isTemplate(nodeType, path, hints)) return [];
    const braces = /\{\{.*?\}\}|\{\{|\{%.*?%\}|\{%/s.exec(value)?.[0];
    if (braces === undefined) return [];
    const title = titleAt(nodeType.config, path.split("."));
    const message = `"${node.name}": "${shorten(braces)}" in "${title}" is used as it is written, because this field takes no values in double braces. ${adviceFor(hints)}`;
    return [{ severity: "warning", code: "literal-braces", message, node: node.id, field: path }];
  }),
);

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Inside of a JSON value a field has no hints of its own; the whole can be computed. */
function adviceFor({ expression, widget }: FieldHints): string {
  return expression !== undefined || widget === undefined
    ? "Switch the field to Expression to compute it."
    : "Write a fixed value.";
}
