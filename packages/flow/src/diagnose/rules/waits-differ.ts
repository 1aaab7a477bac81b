import type { CheckedDocument, CheckedNode } from "../../check/checked-document.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { isObject } from "../../instructions/config-walk.ts";
import { awaitedTypes } from "../../instructions/wait/awaited-types.ts";
import type { Json } from "../../json.ts";
import { documentRule } from "../rule.ts";

/** A wait behind another one for the same event that goes by another rule: whoever reads the drawing expects the same. */
export const waitsDiffer = documentRule((checked): readonly Diagnostic[] => {
  const waits = checked.nodes.filter((node) => awaitedTypes(node).length > 0);
  return waits.flatMap((later) =>
    awaitedTypes(later).flatMap((type) => {
      const earlier = waits.find(
        (wait) => isBehind(checked, later, wait) && awaitedTypes(wait).includes(type),
      );
      const what = earlier === undefined ? [] : differences(earlier, later, type);
      if (earlier === undefined || what.length === 0) return [];
      const message = `"${later.node.name}" waits for ${type} as "${earlier.node.name}" does before it, but by another rule: it ${what.join(" and ")}. Let both have the same rule, unless this is meant.`;
      return [{ severity: "warning", code: "waits-differ", message, node: later.node.id, field: "events" }];
    }),
  );
});

function isBehind({ graph }: CheckedDocument, later: CheckedNode, { node }: CheckedNode): boolean {
  return node.id !== later.node.id && graph.isBefore(node.id, later.node.id);
}

function differences(earlier: CheckedNode, later: CheckedNode, type: string): readonly string[] {
  const again = takesAgain(later, type);
  return [
    ...(again === takesAgain(earlier, type)
      ? []
      : [again ? "takes an event again that ended the other" : "takes no event again"]),
    ...(sinceOf(earlier) === sinceOf(later) ? [] : ["counts events since another moment"]),
  ];
}

function takesAgain({ config }: CheckedNode, type: string): boolean {
  const { events } = config;
  if (!Array.isArray(events)) return false;
  return (events as readonly Json[]).some(
    (event) => isObject(event) && event["type"] === type && event["again"] === true,
  );
}

function sinceOf({ config }: CheckedNode): string {
  return JSON.stringify(config["since"] ?? "run");
}
