// A drawn node as its step would get it with values that somebody chose: what is shown before anything runs.
import { hostClocks } from "./time/host-zones.ts";
import type { Clocks } from "./time/clocks.ts";
import type { CheckedDocument } from "./check/checked-document.ts";
import { evaluateConfig } from "./instructions/run/evaluate-config.ts";
import { markedTemplate, markTemplates } from "./instructions/run/mark-templates.ts";
import type { MarkedTemplate } from "./instructions/run/mark-templates.ts";
import { isObject, titleAt } from "./instructions/config-walk.ts";
import { withCel } from "./instructions/expression-text.ts";
import type { Json, JsonObject } from "./json.ts";
import { withSender } from "./lower/lower-step.ts";
import type { NodeType } from "./node-type.ts";

/** What a node would get. */
export interface NodePreview {
  readonly nodeType: NodeType;
  /** The config with its expressions evaluated; a field whose expression gives nothing is left out. */
  readonly config: JsonObject;
  readonly problems: readonly {
    readonly field: string;
    readonly title: string;
    readonly message: string;
  }[];
  /** The texts with values in double braces, as they are drawn. */
  readonly templates: readonly (Pick<MarkedTemplate, "as"> & {
    readonly field: string;
    readonly title: string;
    readonly text: string;
  })[];
}

/** Evaluates a node field by field, whatever is wrong elsewhere in the document; null when it has no such node. */
export function previewNode(checked: CheckedDocument, id: string, scope: object): NodePreview | null {
  const found = checked.byId.get(id);
  if (found === undefined) return null;
  const { nodeType } = found;
  const drawn = withSender(found, checked.document.settings.sender);
  const clocks = hostClocks(checked.document.settings.timeZone);
  const fields = Object.entries(drawn).flatMap(([field, value]) => {
    if (value === undefined) return [];
    const title = titleAt(nodeType.config, [field]);
    return [{ field, title, result: evaluated(nodeType, field, value, { scope, clocks }) }];
  });
  const config = Object.assign(
    {},
    ...fields.map(({ result }) => (result.ok ? result.value : {})),
  ) as JsonObject; // members of a JsonObject
  return {
    nodeType,
    config,
    problems: fields.flatMap(({ field, title, result }) =>
      result.ok ? [] : [{ field, title, message: result.message }],
    ),
    templates: found.templates.flatMap(({ field }) => {
      const path = field.split(".");
      const value = valueAt(config, path);
      const title = titleAt(nodeType.config, path);
      const marked = markedTemplate(value);
      if (marked !== null) return [{ field, title, text: marked.$liquid, as: marked.as }];
      return typeof value === "string" ? [{ field, title, text: value, as: "text" as const }] : [];
    }),
  };
}

function evaluated(
  nodeType: NodeType,
  field: string,
  value: Json,
  { scope, clocks }: { readonly scope: object; readonly clocks: Clocks },
): ReturnType<typeof evaluateConfig> {
  try {
    return evaluateConfig(markTemplates({ [field]: withCel(value) }, nodeType), scope, clocks);
  } catch (error) {
    return { ok: false, field, message: error instanceof Error ? error.message : String(error) };
  }
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(value)) return valueAt((value as readonly Json[])[Number(name)], rest);
  return isObject(value) && Object.hasOwn(value, name) ? valueAt(value[name], rest) : undefined;
}
