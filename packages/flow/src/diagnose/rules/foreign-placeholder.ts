import { titleAt, walkConfig } from "../../instructions/config-walk.ts";
import { isTemplate } from "../../instructions/is-template.ts";
import { nodeRule } from "../rule.ts";

/** A placeholder as other tools write it, or half of one: it would be sent as it is written. */
export const foreignPlaceholder = nodeRule(({ node, nodeType, config }) =>
  walkConfig(config, nodeType.config).flatMap(({ path, value, hints }) => {
    if (typeof value !== "string" || (hints.widget === undefined && hints.template !== true)) return [];
    const isText = isTemplate(nodeType, path, hints);
    const found = FOREIGN.exec(value.replaceAll(OWN, ""))?.[0];
    if (found === undefined) return [];
    const title = titleAt(nodeType.config, path.split("."));
    const advice = isText
      ? "Values go in double braces: {{ profile.firstName }}."
      : hints.expression === undefined
        ? "This field takes a fixed value only."
        : "Switch the field to Expression to compute it.";
    const message = `"${node.name}": "${shorten(found)}" in "${title}" is no placeholder here and is used as it is written. ${advice}`;
    return [{ severity: "warning", code: "foreign-placeholder", message, node: node.id, field: path }];
  }),
);

/** Ours, and what may hold braces of its own. */
const OWN = /\{\{.*?\}\}|\{%.*?%\}|<(mj-style|style|mj-raw|pre|code)\b.*?<\/\1\s*>/gs;

/** `${x}`, `{x}`, `{ { x } }`, `[[x]]`, `*|X|*`, `%%x%%`, `<%= x %>`, and ends without a beginning. */
const FOREIGN =
  /\$\{[^{}\n]{1,80}\}|\{ ?\{[^{}\n]{1,80}\} ?\}|\{ ?[A-Za-z_][\w.]* ?\}|\[\[ ?[\w.]+ ?\]\]|\*\|\w+\|\*|%%\w+%%|<%=?[^%\n]{1,80}%>|\}\}|%\}/;

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
