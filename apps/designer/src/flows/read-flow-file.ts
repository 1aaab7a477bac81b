import { parseDocument, parseJson } from "@throughline/flow";
import { placeInWords } from "../ui/place-in-words.ts";
import type { FlowDocument, ShapeProblem } from "@throughline/flow";

/** A flow read from a file. */
export type ImportedFlow = FlowDocument;

/** Reads a flow from the text of a file; says in a sentence why it is none. Nothing in it is run. */
export function readFlowFile(
  text: string,
): { readonly ok: true; readonly flow: ImportedFlow } | { readonly ok: false; readonly reason: string } {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return { ok: false, reason: "The file is not JSON." };
  }
  const parsed = parseDocument(value);
  if (parsed.ok) return { ok: true, flow: parsed.document };
  return { ok: false, reason: looksLikeFlow(value) ? whatIsWrong(parsed.problems) : NO_FLOW };
}

const NO_FLOW = "The file holds no flow. Choose one that was saved with “Export as JSON”.";

function looksLikeFlow(value: unknown): boolean {
  return typeof value === "object" && value !== null && "schema" in value && "nodes" in value;
}

function whatIsWrong(problems: readonly ShapeProblem[]): string {
  const [first] = problems;
  if (first === undefined) return NO_FLOW;
  const place = `“${placeInWords(first.path)}”: ${first.message.replace(/\.$/, "")}.`;
  return problems.length === 1
    ? `One place in the flow is not right, ${place}`
    : `The flow in the file has ${problems.length} places that are not right. The first is ${place}`;
}
