import { configDiagnostics } from "../config-findings.ts";
import { nodeRule } from "../rule.ts";

/** A field that must be filled in. */
export const missingConfig = nodeRule((checked) => configDiagnostics(checked, "missing-config"));
