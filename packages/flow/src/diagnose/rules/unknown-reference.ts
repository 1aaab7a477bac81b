import type { CheckedNode } from "../../check/checked-document.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { lookUp } from "../../expressions/index.ts";
import { adviseOn } from "../../names.ts";
import { expressionDiagnostics } from "../expression-findings.ts";
import { nodeRule } from "../rule.ts";

/** A reference to a step that is not before this one, or to a field that cannot exist. */
export const unknownReference = nodeRule((checked) => [
  ...expressionDiagnostics(checked, "unknown-reference", closed),
  ...templateReferences(checked),
]);

function templateReferences({ node, templates }: CheckedNode): readonly Diagnostic[] {
  return templates.flatMap(({ field, reading, types }) => {
    if (!reading.ok) return [];
    return reading.paths.flatMap((path): readonly Diagnostic[] => {
      const found = lookUp(types, path);
      if (found.kind !== "impossible") return [];
      const name = path.slice(0, found.index + 1).join(".");
      const advice = SECRETS.has(path[0] ?? "")
        ? "A secret cannot be part of a text: choose it as the whole value of a header."
        : adviseOn(path[found.index] ?? "", found.names);
      const message = `"${node.name}": ${closed(`the text refers to ${name}, which cannot exist here${advice === "" ? "" : `. ${advice}`}`)}`;
      return [{ severity: "error", code: "unknown-reference", message, node: node.id, field }];
    });
  });
}

/** How other tools call their stored secrets in a text. */
const SECRETS: ReadonlySet<string> = new Set(["secret", "secrets", "env", "credentials", "vault"]);

/** Advice ends as a sentence does; without any, a value can only come from a node before this one. */
function closed(message: string): string {
  return /[.?]$/.test(message) ? message : `${message}. Choose a value of a node before it.`;
}
