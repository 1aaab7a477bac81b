import { configDiagnostics } from "../config-findings.ts";
import type { Rule } from "../rule.ts";

/** A field that must be filled in. */
export const missingConfig: Rule = (checked) => configDiagnostics(checked, "missing-config");
