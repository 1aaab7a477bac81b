import { diagnose } from "@throughline/flow";
import type { CheckedDocument, Diagnostic } from "@throughline/flow";

/** What is wrong with a document, errors first. */
export function findProblems(checked: CheckedDocument): readonly Diagnostic[] {
  const rank = { error: 0, warning: 1 } as const;
  return diagnose(checked).toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}
