import type { JsonObject } from "../../json.ts";
import type { NodeType, RetryPolicy } from "../../node-type.ts";
import type { DocumentNode } from "../../document/schema.ts";
import type { RunStep } from "../../plan.ts";
import { toMs } from "../deadline-fields.ts";
import { withCel } from "../expression-text.ts";
import type { Lowering } from "../lowering.ts";
import { markTemplates } from "./mark-templates.ts";
import { ownPorts } from "./own-ports.ts";

const DEFAULT_RETRY: RetryPolicy = { attempts: 5, every: "PT1S", upTo: "PT1M" };

export const run: Lowering<"run"> = {
  expressions: [],
  lower: ({ node, nodeType, config, scopePaths }) => ({
    op: "run",
    config: markTemplates(withCel(config) as JsonObject, nodeType),
    scopePaths,
    ports: ownPorts(nodeType, config),
    quick: nodeType.quick === true,
    onFailure: node.onFailure ?? "park",
    unsure: node.unsure ?? "resend",
    options: optionsOf(node, nodeType),
  }),
};

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
