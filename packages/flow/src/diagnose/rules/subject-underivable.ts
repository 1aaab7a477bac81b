import { readExpression } from "../../check/read-expression.ts";
import { checkExpression } from "../../expressions/index.ts";
import { typesSeen } from "../../sight.ts";
import { documentRule } from "../rule.ts";

/** A subject that the entry event cannot give. */
export const subjectUnderivable = documentRule(({ document }) => {
  const { subject } = document.settings;
  const { text, problem, rules } = readExpression(subject as Parameters<typeof readExpression>[0]);
  const findings =
    text === undefined
      ? [{ message: problem ?? "it cannot be read", offset: 0, endOffset: 0 }]
      : checkExpression(text, typesSeen("entry", {}), "any");
  return findings.slice(0, 1).map(({ message, offset, endOffset }) => ({
    severity: "error",
    code: "subject-underivable",
    message: `Whom a run is about cannot be told: ${message}. Choose a field of the event that starts the flow.`,
    field: "settings.subject",
    ...(rules === undefined ? { offset, endOffset } : {}),
  }));
});
