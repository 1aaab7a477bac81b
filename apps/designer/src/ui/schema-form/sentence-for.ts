import type { Diagnostic } from "@throughline/flow";
import type { FieldModel } from "./field-model.ts";

/** What to say of a problem under its field: a fixed value that does not fit is told what would. */
export function sentenceFor(model: FieldModel, value: unknown, { code, message }: Diagnostic): string {
  return code === "invalid-config" && typeof value === "string" && model.fits !== undefined
    ? model.fits
    : message;
}
