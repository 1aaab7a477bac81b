import { expressionDiagnostics } from "../expression-findings.ts";
import { nodeRule } from "../rule.ts";

/** An expression or a rule that cannot be read. */
export const expressionSyntax = nodeRule((checked) =>
  expressionDiagnostics(
    checked,
    "expression-syntax",
    (message, text) => `the expression cannot be read: ${message}.${adviceFor(text)}`,
  ),
);

/** What somebody most likely meant who wrote a text or a placeholder where an expression stands. */
function adviceFor(text: string): string {
  if (/\{\{|\$\{|^\s*\{[\w.]+\}\s*$/.test(text))
    return " An expression takes names as they are, without braces: trigger.data.total.";
  return /^[^()[\]{}"'<>=&|?]+$/.test(text.trim())
    ? " If this text itself is meant, put it in quotes or choose a fixed value."
    : "";
}
