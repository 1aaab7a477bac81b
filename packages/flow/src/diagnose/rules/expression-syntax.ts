import { expressionDiagnostics } from "../expression-findings.ts";
import { nodeRule } from "../rule.ts";

/** An expression or a rule that cannot be read. */
export const expressionSyntax = nodeRule((checked) =>
  expressionDiagnostics(
    checked,
    "expression-syntax",
    (message) => `the expression cannot be read: ${message}.`,
  ),
);
