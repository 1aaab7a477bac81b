// Three rules report what the check of expressions finds; the check itself is made once per node.
import type { CheckedNode, PlacedExpression } from "../check/checked-document.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkExpression } from "../expressions/index.ts";
import type { ExpressionFinding } from "../expressions/index.ts";
import { oncePerNode } from "./rule.ts";

interface Found {
  readonly expression: PlacedExpression;
  readonly finding: ExpressionFinding;
}

/** Findings of one code as diagnostics; `say` makes the sentence. */
export function expressionDiagnostics(
  checked: CheckedNode,
  code: ExpressionFinding["code"],
  say: (message: string, text: string) => string,
): readonly Diagnostic[] {
  return findAll(checked)
    .filter(({ finding }) => finding.code === code)
    .map(({ expression, finding }) => ({
      severity: "error",
      code,
      message: `"${checked.node.name}": ${say(finding.message, expression.text ?? "")}`,
      node: checked.node.id,
      field: expression.field,
      ...(expression.rules === undefined ? { offset: finding.offset, endOffset: finding.endOffset } : {}),
    }));
}

const findAll = oncePerNode(({ expressions }: CheckedNode): readonly Found[] =>
  expressions.flatMap((expression) => findingsOf(expression).map((finding) => ({ expression, finding }))),
);

function findingsOf({ text, problem, types, expected }: PlacedExpression): readonly ExpressionFinding[] {
  if (text !== undefined) return checkExpression(text, types, expected);
  return [
    { code: "expression-syntax", message: problem ?? "the rules cannot be read", offset: 0, endOffset: 0 },
  ];
}
