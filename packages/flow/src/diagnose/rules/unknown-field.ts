import { configDiagnostics } from "../config-findings.ts";
import type { Rule } from "../rule.ts";

/** A field that the node's type does not have. */
export const unknownField: Rule = (checked) => configDiagnostics(checked, "unknown-field");
