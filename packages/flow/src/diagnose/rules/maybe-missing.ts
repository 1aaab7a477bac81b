import type { CheckedDocument, CheckedNode } from "../../check/checked-document.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { neededPaths } from "../../expressions/index.ts";
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
const readingsOf = oncePerNode(({ expressions, templates }: CheckedNode): readonly Reading[] => [
  ...expressions.flatMap(({ field, text }) =>
    text === undefined ? [] : stepsIn(neededPaths(text)).map((step) => ({ field, step, isText: false })),
  ),
  ...templates.flatMap(({ field, reading }) =>
    reading.ok ? stepsIn(reading.needed).map((step) => ({ field, step, isText: true })) : [],
  ),
]);

function stepsIn(paths: readonly (readonly string[])[]): readonly string[] {
  return [
    ...new Set(paths.flatMap(([root, step]) => (root === "steps" && step !== undefined ? [step] : []))),
  ];
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
