import type { JsonObject } from "../../json.ts";
import type { NodeType, RetryPolicy } from "../../node-type.ts";
import type { DocumentNode } from "../../document/schema.ts";
import type { RunStep } from "../../plan.ts";
import { isOfRun, readTemplate } from "../../templates.ts";
import { walkConfig } from "../config-walk.ts";
import { toMs } from "../deadline-fields.ts";
import { withCel } from "../expression-text.ts";
import type { Lowering } from "../lowering.ts";

const DEFAULT_RETRY: RetryPolicy = { attempts: 5, every: "PT1S", upTo: "PT1M" };

export const run: Lowering<"run"> = {
  expressions: [],
  templates: [],
  ports: (_config, nodeType, onFailure) => {
    const ports = nodeType.ports ?? ["next"];
    return onFailure === "port" ? [...ports, "failed"] : ports;
  },
  lower: ({ node, nodeType, config }) => ({
    op: "run",
    config: withCel(config) as JsonObject,
    scopePaths: templatePaths(config, nodeType.config),
    ports: nodeType.ports ?? ["next"],
    quick: nodeType.quick === true,
    onFailure: node.onFailure ?? "park",
    unsure: node.unsure ?? "resend",
    options: optionsOf(node, nodeType),
  }),
};

/** Paths that the Liquid fields of a config refer to, each once, sorted. */
function templatePaths(config: JsonObject, schema: JsonObject): readonly (readonly string[])[] {
  const texts = walkConfig(config, schema).flatMap(({ value, hints }) =>
    hints.template === true && typeof value === "string" ? [value] : [],
  );
  return pathsOfTemplates(texts);
}

/** Paths into the run that some Liquid texts refer to, each once, sorted. */
export function pathsOfTemplates(texts: readonly string[]): readonly (readonly string[])[] {
  const paths = new Map<string, readonly string[]>();
  for (const text of texts) {
    const reading = readTemplate(text);
    if (reading.ok) for (const path of reading.paths.filter(isOfRun)) paths.set(path.join("."), path);
  }
  return [...paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

function optionsOf(node: DocumentNode, nodeType: NodeType): RunStep["options"] {
  const retry = node.retry ?? nodeType.retry ?? DEFAULT_RETRY;
  // Temporal takes no pause and no limit of nothing: the workflow task would fail for ever.
  const firstPauseMs = Math.max(1, toMs(retry.every));
  return {
    startToCloseMs: Math.max(1, toMs(nodeType.timeout ?? "PT30S")),
    attempts: retry.attempts,
    firstPauseMs,
    longestPauseMs: Math.max(firstPauseMs, toMs(retry.upTo ?? "PT1M")),
  };
}
