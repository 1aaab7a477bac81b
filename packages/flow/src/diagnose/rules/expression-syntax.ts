import { expressionDiagnostics } from "../expression-findings.ts";
import type { Rule } from "../rule.ts";

/** An expression or a rule that cannot be read. */
export const expressionSyntax: Rule = (checked) =>
  expressionDiagnostics(
    checked,
    "expression-syntax",
    (message) => `the expression cannot be read: ${message}.`,
  );
