import { buildPlan } from "../../compile/build-plan.ts";
import { sizeOfPlan } from "../../compile/hash.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import type { CheckedDocument } from "../checked-document.ts";

const WARN_BYTES = 65_536;
const MAX_BYTES = 524_288;

/** A plan that every run would have to carry; looked at only when nothing else is wrong. */
export function planSize({ document, nodeTypes }: CheckedDocument): readonly Diagnostic[] {
  const bytes = sizeOfPlan(buildPlan(document, nodeTypes, 1));
  if (bytes <= WARN_BYTES) return [];
  const size = `The flow is ${Math.ceil(bytes / 1024)} KB compiled`;
  if (bytes <= MAX_BYTES) {
    const message = `${size}: each run carries it, so shorten long texts or split the flow.`;
    return [{ severity: "warning", code: "plan-size", message }];
  }
  const message = `${size}, ${MAX_BYTES / 1024} KB is the most: shorten long texts or split the flow.`;
  return [{ severity: "error", code: "plan-size", message }];
}
