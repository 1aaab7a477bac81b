import { isObject, titleAt, walkConfig } from "../../instructions/config-walk.ts";
import type { Json } from "../../json.ts";
import type { FieldHints } from "../../node-type.ts";
import { isTemplate } from "../../instructions/is-template.ts";
import { nodeRule } from "../rule.ts";

/** Double braces in a field that is no template: they would be sent as they are written. */
export const literalBraces = nodeRule(({ node, nodeType, config }) =>
  walkConfig(config, nodeType.config).flatMap(({ path, value, hints }) => {
    const braces = bracesIn(value, isTemplate(nodeType, path, hints));
    if (braces === undefined) return [];
    const title = titleAt(nodeType.config, path.split("."));
    const message = `"${node.name}": "${shorten(braces)}" in "${title}" is used as it is written, because this field takes no values in double braces. ${adviceFor(hints)}`;
    return [{ severity: "warning", code: "literal-braces", message, node: node.id, field: path }];
  }),
);

/** In a text that is no template; of a JSON value that is one, the names. */
function bracesIn(value: Json, isText: boolean): string | undefined {
  const literal = typeof value === "string" && !isText ? [value] : isObject(value) ? Object.keys(value) : [];
  return literal.map((text) => BRACES.exec(text)?.[0]).find((found) => found !== undefined);
}

const BRACES = /\{\{.*?\}\}|\{\{|\{%.*?%\}|\{%/s;

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Inside of a JSON value a field has no hints of its own; the whole can be computed. */
function adviceFor({ expression, widget }: FieldHints): string {
  return expression !== undefined || widget === undefined
    ? "Switch the field to Expression to compute it."
    : "Write a fixed value.";
}
