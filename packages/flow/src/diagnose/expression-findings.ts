// Three rules report what the check of expressions finds; the check itself is made once per document.
import type { Diagnostic } from "../diagnostic.ts";
import { checkExpression } from "../expressions/index.ts";
import type { ExpressionFinding } from "../expressions/index.ts";
import type { CheckedDocument, CheckedNode, PlacedExpression } from "./checked-document.ts";

interface Found {
  readonly checked: CheckedNode;
  readonly expression: PlacedExpression;
  readonly finding: ExpressionFinding;
}

const findings = new WeakMap<CheckedDocument, readonly Found[]>();

/** Findings of one code as diagnostics; `say` makes the sentence. */
export function expressionDiagnostics(
  document: CheckedDocument,
  code: ExpressionFinding["code"],
  say: (message: string) => string,
): readonly Diagnostic[] {
  return allFindings(document)
    .filter(({ finding }) => finding.code === code)
    .map(({ checked, expression, finding }) => ({
      severity: "error",
      code,
      message: `"${checked.node.name}": ${say(finding.message)}`,
      node: checked.node.id,
      field: expression.field,
      ...(expression.isText ? { offset: finding.offset, endOffset: finding.endOffset } : {}),
    }));
}

function allFindings(document: CheckedDocument): readonly Found[] {
  const known = findings.get(document);
  if (known !== undefined) return known;
  const found = document.nodes.flatMap((checked) =>
    checked.expressions.flatMap((expression) =>
      findingsOf(expression).map((finding) => ({ checked, expression, finding })),
    ),
  );
  findings.set(document, found);
  return found;
}

function findingsOf({ text, problem, types, expected }: PlacedExpression): readonly ExpressionFinding[] {
  if (text !== undefined) return checkExpression(text, types, expected);
  return [
    { code: "expression-syntax", message: problem ?? "the rules cannot be read", offset: 0, endOffset: 0 },
  ];
}
