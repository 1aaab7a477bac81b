import { configDiagnostics } from "../config-findings.ts";
import { nodeRule } from "../rule.ts";

/** A field that the node's type does not have. */
export const unknownField = nodeRule((checked) => configDiagnostics(checked, "unknown-field"));
