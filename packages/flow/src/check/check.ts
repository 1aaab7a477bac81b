import type { FlowDocument } from "../document/schema.ts";
import type { NodeTypes } from "../node-type.ts";
import type { CheckedDocument } from "./checked-document.ts";
import { createChecker } from "./create-checker.ts";

/** Works out once what `diagnose`, `compile` and autocomplete share. Never throws for a document of the right shape. */
export function check(document: FlowDocument, nodeTypes: NodeTypes): CheckedDocument {
  return createChecker().check(document, nodeTypes);
}
