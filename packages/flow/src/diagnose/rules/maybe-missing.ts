import type { CheckedDocument, CheckedNode } from "../../check/checked-document.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { referencedPaths } from "../../expressions/index.ts";
import { isObject } from "../../instructions/config-walk.ts";
import type { Json } from "../../json.ts";
import { documentRule, oncePerNode } from "../rule.ts";

/** A value of a step that a run may reach this node without: another branch leads here too. */
export const maybeMissing = documentRule((checked): readonly Diagnostic[] => {
  const surely = surelyBefore(checked);
  return checked.nodes.flatMap((node) =>
    checked.reachable.has(node.node.id)
      ? readingsOf(node).flatMap(({ field, step, isText }) => {
          const source = checked.byId.get(step);
          const isBranch = source !== undefined && checked.graph.isBefore(step, node.node.id);
          if (!isBranch || surely(step, node.node.id)) return [];
          const advice = isText
            ? `Write what to print without it: {{ steps.${step}… | default: "…" }}.`
            : `Ask first: has(steps.${step}) && ….`;
          const message = `"${node.node.name}" reads what "${source.node.name}" found out, but a run may come here without having passed it; then it stops here. ${advice}`;
          return [
            { severity: "warning" as const, code: "maybe-missing", message, node: node.node.id, field },
          ];
        })
      : [],
  );
});

interface Reading {
  readonly field: string;
  readonly step: string;
  readonly isText: boolean;
}

/** The steps whose values a node takes for granted, once for each field. */
const readingsOf = oncePerNode(({ expressions, templates, config }: CheckedNode): readonly Reading[] => {
  const asked = expressions.flatMap(({ field, text }) =>
    text === undefined
      ? []
      : stepsIn(referencedPaths(text))
          .filter((step) => !text.includes(`has(steps.${step}`))
          .map((step) => ({ field, step, isText: false })),
  );
  const printed = templates.flatMap(({ field, reading }) =>
    reading.ok
      ? stepsIn(reading.paths)
          .filter((step) => isPrinted(textAt(config, field), step))
          .map((step) => ({ field, step, isText: true }))
      : [],
  );
  return [...asked, ...printed];
});

function stepsIn(paths: readonly (readonly string[])[]): readonly string[] {
  return [
    ...new Set(paths.flatMap(([root, step]) => (root === "steps" && step !== undefined ? [step] : []))),
  ];
}

/** Printed without `default`, in a text that nowhere asks whether the step was there. */
function isPrinted(text: string, step: string): boolean {
  const asks = new RegExp(`\\{%-?\\s*(?:if|elsif|unless)\\b[^%]*\\bsteps\\.${step}\\b`);
  if (asks.test(text)) return false;
  const prints = text.match(new RegExp(`\\{\\{[^}]*\\bsteps\\.${step}\\b[^}]*\\}\\}`, "g")) ?? [];
  return prints.length === 0 || prints.some((one) => !/\|\s*default\b/.test(one));
}

function textAt(config: Json, field: string): string {
  let value: Json | undefined = config;
  for (const name of field.split(".")) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(name)];
    else value = isObject(value) ? value[name] : undefined;
  }
  return typeof value === "string" ? value : "";
}

/** Whether every way from a trigger to a node passes a step: without the step the node cannot be reached. */
function surelyBefore({ nodes, graph }: CheckedDocument): (step: string, node: string) => boolean {
  const triggers = nodes
    .filter(({ nodeType }) => nodeType.instruction === "trigger")
    .map(({ node }) => node.id);
  const withoutStep = new Map<string, ReadonlySet<string>>();
  return (step, node) => {
    const known = withoutStep.get(step) ?? reachedWithout(step);
    withoutStep.set(step, known);
    return !known.has(node);
  };
  function reachedWithout(step: string): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = triggers.filter((id) => id !== step);
    for (const id of queue) {
      if (found.has(id)) continue;
      found.add(id);
      for (const { to } of graph.linesFrom(id)) if (to.node !== step) queue.push(to.node);
    }
    return found;
  }
}
