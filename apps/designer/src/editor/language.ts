// What the language says about a document that is drawn. Its code comes when the page has come to rest: to see and to move
// a drawing nobody needs it.
import { createChecker, diagnose, diagnoseSeen } from "@throughline/flow";
import type { Diagnostic, FlowDocument, NodeTypes, SeenEvents } from "@throughline/flow";
import type { Variable } from "../ui/schema-form/form-context.ts";
import { variablesInReach } from "./config-panel/variables-in-reach.ts";
import type { Place } from "./config-panel/variables-in-reach.ts";

/** The language, looking at one document while it is drawn. */
export interface Language {
  /** What is wrong with a document, also in view of what has arrived, errors first; by the same functions as at publish. */
  problemsIn(
    document: FlowDocument,
    nodeTypes: NodeTypes,
    seen: readonly SeenEvents[],
  ): readonly Diagnostic[];
  /** Every value in reach of a field. */
  variablesInReach(document: FlowDocument, nodeTypes: NodeTypes, place: Place): readonly Variable[];
}

const rank = { error: 0, warning: 1 } as const;

/** Problems and autocomplete share what it found out about a document. */
export function createLanguage(): Language {
  const checker = createChecker();
  return {
    problemsIn: (document, nodeTypes, seen) => {
      const checked = checker.check(document, nodeTypes);
      return [...diagnose(checked), ...diagnoseSeen(checked, seen)].toSorted(
        (a, b) => rank[a.severity] - rank[b.severity],
      );
    },
    variablesInReach: (document, nodeTypes, place) =>
      variablesInReach(checker.check(document, nodeTypes), place),
  };
}
