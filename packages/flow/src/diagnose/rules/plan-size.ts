import type { CheckedDocument } from "../../check/checked-document.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { buildPlan } from "../../lower/build-plan.ts";

const WARN_BYTES = 65_536;
const MAX_BYTES = 524_288;

/** A plan that every run would have to carry; looked at only when nothing else is wrong. */
export function planSize(checked: CheckedDocument): readonly Diagnostic[] {
  const { bytes } = buildPlan(checked);
  if (bytes <= WARN_BYTES) return [];
  const size = `The flow is ${Math.ceil(bytes / 1024)} KB compiled`;
  if (bytes <= MAX_BYTES) {
    const message = `${size}: each run carries it, so shorten long texts or split the flow.`;
    return [{ severity: "warning", code: "plan-size", message }];
  }
  const message = `${size}, ${MAX_BYTES / 1024} KB is the most: shorten long texts or split the flow.`;
  return [{ severity: "error", code: "plan-size", message }];
}
