import { listFlows, readDraft } from "@throughline/db";
import type { FlowSummaryRow } from "@throughline/db";
import { parseDocument } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";
import type { Deps } from "../deps.ts";
import { ProblemError } from "../http/problem.ts";

export interface FoundDraft {
  readonly document: FlowDocument;
  readonly revision: number;
  readonly lastVersion: number;
}

/** A flow's draft as a document; a problem when there is no such flow. */
export async function findDraft(key: string, deps: Deps): Promise<FoundDraft> {
  const row = await readDraft(deps.sql, key);
  if (row === null) throw noFlow(key);
  const parsed = parseDocument(row.draft);
  if (!parsed.ok) throw new Error(`Cannot read the draft of flow "${key}": it does not parse as a document`);
  return { document: parsed.document, revision: row.revision, lastVersion: row.lastVersion };
}

/** A flow's line of the list; a problem when there is no such flow. */
export async function findFlow(key: string, deps: Deps): Promise<FlowSummaryRow> {
  const [row] = await listFlows(deps.sql, key);
  if (row === undefined) throw noFlow(key);
  return row;
}

/** A flow with its draft. `tell` hears the revision that is shown. */
export async function showFlow(
  key: string,
  tell: (revision: number) => void,
  deps: Deps,
): Promise<FlowSummaryRow & { readonly draft: FlowDocument }> {
  const [row, draft] = await Promise.all([findFlow(key, deps), findDraft(key, deps)]);
  tell(draft.revision);
  // One revision for both halves: the draft's, so that the next save is judged against what was shown.
  return { ...row, revision: draft.revision, draft: draft.document };
}

/** A document that somebody sent, for a flow that has this key. */
export function takeDocument(value: unknown, key: string, path = "/document"): FlowDocument {
  const parsed = parseDocument(value);
  if (!parsed.ok) {
    throw new ProblemError(422, "Cannot take the document: it does not have the form of a flow", {
      problems: parsed.problems.map((problem) => ({ path: path + problem.path, message: problem.message })),
    });
  }
  if (parsed.document.key !== key) {
    throw new ProblemError(
      422,
      `Cannot take the document: its key is "${parsed.document.key}", the flow's is "${key}"`,
      {
        problems: [{ path: `${path}/key`, message: `must be "${key}"` }],
      },
    );
  }
  return parsed.document;
}

export function noFlow(key: string): ProblemError {
  return new ProblemError(404, `Cannot find flow "${key}": there is none with this key`);
}
