// What can be said of a node by itself: its config, ports, and what its expressions and texts read.
import type { DocumentNode } from "../document/schema.ts";
import { referencedPaths } from "../expressions/index.ts";
import type { ExpectedType } from "../expressions/index.ts";
import { isExpression, walkConfig } from "../instructions/config-walk.ts";
import { isTemplate } from "../instructions/is-template.ts";
import { mergeConfig, waysOut } from "../instructions/ports.ts";
import type { JsonObject } from "../json.ts";
import type { NodeType } from "../node-type.ts";
import { placeOf } from "../sight.ts";
import type { Sight } from "../sight.ts";
import { readTemplate } from "../templates.ts";
import type { TemplateReading } from "../templates.ts";
import { readExpression } from "./read-expression.ts";
import type { ReadExpression } from "./read-expression.ts";

/** A node as read; nothing in it depends on other nodes. */
export interface ReadNode {
  readonly nodeType: NodeType;
  readonly config: JsonObject;
  readonly ports: readonly string[];
  readonly expressions: readonly (ReadExpression & {
    readonly field: string;
    readonly expected: ExpectedType;
    readonly sees: Sight;
  })[];
  readonly templates: readonly {
    readonly field: string;
    readonly reading: TemplateReading;
    readonly names: readonly string[];
  }[];
  /** The steps that it names, each once. */
  readonly steps: readonly string[];
}

/** Reads a node. Never throws for a document of the right shape. */
export function readNode(node: DocumentNode, nodeType: NodeType): ReadNode {
  const config = mergeConfig(nodeType, node.config as JsonObject); // the readonly form of the same JSON
  const places = walkConfig(config, nodeType.config);
  const expressions = places.flatMap(({ path: field, value, hints }) =>
    isExpression(value) ? [{ field, ...readExpression(value), ...placeOf(nodeType, field, hints) }] : [],
  );
  const templates = places.flatMap(({ path: field, value, hints }) =>
    typeof value === "string" && isTemplate(nodeType, field, hints)
      ? [{ field, reading: readTemplate(value), names: hints.templateNames ?? [] }]
      : [],
  );
  const paths = [
    ...expressions.flatMap(({ text }) => (text === undefined ? [] : referencedPaths(text))),
    ...templates.flatMap(({ reading }) => (reading.ok ? reading.paths : [])),
  ];
  const steps = paths.flatMap(([root, step]) => (root === "steps" && step !== undefined ? [step] : []));
  const ports = waysOut(nodeType, config, node.onFailure ?? "park");
  return { nodeType, config, ports, expressions, templates, steps: [...new Set(steps)] };
}
