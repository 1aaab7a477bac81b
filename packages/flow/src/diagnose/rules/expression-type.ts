import { expressionDiagnostics } from "../expression-findings.ts";
import { nodeRule } from "../rule.ts";

/** An expression of the wrong type for its place, or whose parts do not go together. */
export const expressionType = nodeRule((checked) =>
  expressionDiagnostics(checked, "expression-type", (message) => `the expression does not fit: ${message}.`),
);
