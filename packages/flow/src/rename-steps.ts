// References follow a step that is called otherwise. What only reads like one, a sentence or a text in quotes, stays.
import { hintsAt, isExpression, isObject } from "./instructions/config-walk.ts";
import { isTemplate } from "./instructions/is-template.ts";
import type { Json, JsonObject } from "./json.ts";
import type { NodeType } from "./node-type.ts";

/** Old id to new id. */
export type StepNames = ReadonlyMap<string, string>;

/**
 * A config whose expressions, rules and texts name the steps by their new ids. Without the node's type every text is taken
 * for one with placeholders: what stands outside of braces stays in any case.
 */
export function renameSteps(
  config: JsonObject,
  nodeType: NodeType | undefined,
  names: StepNames,
): JsonObject {
  const isText = (path: readonly string[]): boolean =>
    nodeType === undefined || isTemplate(nodeType, path.join("."), hintsAt(nodeType.config, path));
  const visit = (value: Json, path: readonly string[]): Json => {
    if (typeof value === "string") return isText(path) ? inTemplate(value, names) : value;
    if (typeof value !== "object" || value === null) return value;
    if (isExpression(value)) return inExpression(value, names);
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item, index) => visit(item, [...path, String(index)]));
    return mapObject(value as JsonObject, (child, name) => visit(child, [...path, name]));
  };
  return mapObject(config, (child, name) => visit(child, [name]));
}

/** `{"$cel"}` or `{"$rules"}` with the steps called by their new ids. */
export function inExpression(
  value: { readonly $cel: string } | { readonly $rules: Json },
  names: StepNames,
): Json {
  return "$cel" in value ? { $cel: inCel(value.$cel, names) } : { $rules: inRules(value.$rules, names) };
}

/** A rule names values in its field, and in its value where that is another field. */
function inRules(value: Json, names: StepNames): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => inRules(item, names));
  if (!isObject(value)) return value;
  return mapObject(value, (child, name) => {
    const isName = name === "field" || (name === "value" && value["valueSource"] === "field");
    if (isName && typeof child === "string") return inCel(child, names);
    return name === "rules" ? inRules(child, names) : child;
  });
}

/** Texts, comments and members of other values are passed over; of the rest, `steps.x` and `steps["x"]` are references. */
const TOKENS =
  /[rR]?(?:"""[^]*?"""|'''[^]*?''')|[rR](?:"[^"\n]*"|'[^'\n]*')|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/[^\n]*|\.\s*[A-Za-z_]\w*|\bsteps\b(\s*\.\s*|\s*\[\s*["'])(\w+)(["']?)|[A-Za-z_]\w*/g;

function inCel(text: string, names: StepNames): string {
  return text.replaceAll(TOKENS, (whole, before?: string, step?: string, quote?: string) => {
    const name = names.get(step ?? "");
    return name === undefined ? whole : `steps${before ?? ""}${name}${quote ?? ""}`;
  });
}

/** Liquid: what is between braces, and not what it prints as it is. */
const PLACEHOLDERS =
  /\{%-?\s*(raw|comment)\b[^]*?\{%-?\s*end\1\s*-?%\}|\{\{(?:"[^"]*"|'[^']*'|[^"'])*?\}\}|\{%(?:"[^"]*"|'[^']*'|[^"'])*?%\}/g;

function inTemplate(text: string, names: StepNames): string {
  return text.replaceAll(PLACEHOLDERS, (whole, kept?: string) =>
    kept === undefined ? inCel(whole, names) : whole,
  );
}

function mapObject(value: JsonObject, change: (child: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) =>
      child === undefined ? [] : [[name, change(child as Json, name)]],
    ),
  );
}
