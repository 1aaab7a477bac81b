import { configDiagnostics } from "../config-findings.ts";
import type { Rule } from "../rule.ts";

/** A field whose value does not fit. */
export const invalidConfig: Rule = (checked) => configDiagnostics(checked, "invalid-config");
