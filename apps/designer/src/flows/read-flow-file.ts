import { parseDocument } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";

/** A flow read from a file. */
export type ImportedFlow = FlowDocument;

/** Reads a flow from the text of a file; says in a sentence why it is none. Nothing in it is run. */
export function readFlowFile(
  text: string,
): { readonly ok: true; readonly flow: ImportedFlow } | { readonly ok: false; readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: "The file is not JSON." };
  }
  const parsed = parseDocument(value);
  if (parsed.ok) return { ok: true, flow: parsed.document };
  const [first] = parsed.problems;
  return {
    ok: false,
    reason: `${first?.path ?? "/"}: ${first?.message ?? "not a flow"}${parsed.problems.length > 1 ? ` (and ${parsed.problems.length - 1} more)` : ""}`,
  };
}
