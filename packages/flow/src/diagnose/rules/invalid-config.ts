import { configDiagnostics } from "../config-findings.ts";
import { nodeRule } from "../rule.ts";

/** A field whose value does not fit. */
export const invalidConfig = nodeRule((checked) => configDiagnostics(checked, "invalid-config"));
