import { titleAt, walkConfig } from "../../instructions/config-walk.ts";
import { parseJson } from "../../parse-json.ts";
import { nodeRule } from "../rule.ts";

/** A text that begins as JSON does and is none: it would be sent as one long text. */
export const brokenJson = nodeRule(({ node, nodeType, config }) =>
  walkConfig(config, nodeType.config).flatMap(({ path, value, hints }) => {
    if (hints.widget !== "json" || typeof value !== "string" || !/^\s*[[{](?!\{|%)/.test(value)) return [];
    if (isJson(value)) return [];
    const title = titleAt(nodeType.config, path.split("."));
    const message = `"${node.name}": "${title}" begins as JSON does and cannot be read as JSON, so it is used as one text. Look for a comma too many, a quote or a bracket that is missing.`;
    return [{ severity: "warning", code: "broken-json", message, node: node.id, field: path }];
  }),
);

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
