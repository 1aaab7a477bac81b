import { checkExpression } from "../../expressions/index.ts";
import { ENTRY_TYPES, textOf } from "../checked-document.ts";
import type { Rule } from "../rule.ts";

/** A subject that the entry event cannot give. */
export const subjectUnderivable: Rule = ({ document }) => {
  const { subject } = document.settings;
  const { text, problem, isText } = textOf(subject as Parameters<typeof textOf>[0]);
  const findings =
    text === undefined
      ? [{ message: problem ?? "it cannot be read", offset: 0, endOffset: 0 }]
      : checkExpression(text, ENTRY_TYPES, "any");
  return findings.slice(0, 1).map(({ message, offset, endOffset }) => ({
    severity: "error",
    code: "subject-underivable",
    message: `Whom a run is about cannot be told: ${message}. Choose a field of the event that starts the flow.`,
    field: "settings.subject",
    ...(isText ? { offset, endOffset } : {}),
  }));
};
