// Publishing compiles before any lock is taken; the store then checks that the draft is still the one that was compiled.
import { check, compile } from "@throughline/flow";
import type { CheckedDocument, Diagnostic, FlowDocument, JsonObject } from "@throughline/flow";
import { toPointer } from "@throughline/intake";
import { readVersion } from "@throughline/db";
import { publishFlow as publish } from "@throughline/protocol";
import type { Deps } from "../deps.ts";
import { ProblemError } from "../http/problem.ts";
import { findDraft, findFlow, takeDocument } from "./find-flow.ts";
import { seenWarnings } from "./seen-warnings.ts";
import { unknownNames } from "./unknown-names.ts";

/** What is wrong with the stored draft, or with the document sent, and how large its plan would be. */
export async function validateFlow(
  key: string,
  sent: unknown,
  deps: Deps,
): Promise<{ diagnostics: Diagnostic[]; planBytes: number | null }> {
  // A document that was sent needs no stored flow: it may be looked at before the first is made.
  const draft = sent === undefined ? await findDraft(key, deps) : null;
  const document = draft?.document ?? takeDocument(sent, key);
  const checked = check(document, deps.nodes.index);
  const compiled = compile(checked, { version: (draft?.lastVersion ?? 0) + 1 });
  const [unknown, seen] = await Promise.all([unknownNames(document, deps), seenWarnings(checked, deps)]);
  return {
    diagnostics: [...compiled.diagnostics, ...unknown, ...seen],
    planBytes: compiled.ok ? compiled.bytes : null,
  };
}

interface Published {
  readonly version: number;
  readonly planHash: string;
  /** It was live already. */
  readonly unchanged: boolean;
  readonly diagnostics: Diagnostic[];
}

export interface Publication {
  readonly key: string;
  /** The revision that was looked at when somebody said "publish". */
  readonly revision: number;
  readonly by: string;
  readonly note: (detail: JsonObject) => void;
}

/** Makes the draft the live version, or says what is wrong with it. */
export async function publishFlow({ key, revision, by, note }: Publication, deps: Deps): Promise<Published> {
  const draft = await findDraft(key, deps);
  if (draft.revision !== revision) {
    throw new ProblemError(
      409,
      `Cannot publish flow "${key}": its draft is at revision ${draft.revision}, you looked at ${revision}`,
    );
  }
  const checked = check(draft.document, deps.nodes.index);
  const live = await findUnchanged(key, checked, deps);
  if (live !== null) return live;
  const compiled = compile(checked, { version: draft.lastVersion + 1 });
  if (!compiled.ok) throw notPublishable(draft.document, compiled.diagnostics);
  const [unknown, seen] = await Promise.all([
    unknownNames(draft.document, deps),
    seenWarnings(checked, deps),
  ]);
  if (unknown.some(({ severity }) => severity === "error")) throw notPublishable(draft.document, unknown);
  const answer = await deps.store.transact(publish, {
    flow: key,
    revision,
    plan: compiled.plan,
    planHash: compiled.planHash,
    document: draft.document,
    by,
  });
  if (answer.kind === "conflict")
    throw new ProblemError(409, `Cannot publish flow "${key}": ${answer.reason}`);
  note({ version: answer.version, planHash: compiled.planHash });
  return {
    version: answer.version,
    planHash: compiled.planHash,
    unchanged: false,
    diagnostics: [...compiled.diagnostics, ...unknown, ...seen],
  };
}

/** What is live, when publishing would make the same again: the drawing and the plan that node types make of it. */
async function findUnchanged(key: string, checked: CheckedDocument, deps: Deps): Promise<Published | null> {
  const { changed, liveVersion } = await findFlow(key, deps);
  if (changed || liveVersion === null) return null;
  const [compiled, stored] = [
    compile(checked, { version: liveVersion }),
    await readVersion(deps.sql, key, liveVersion),
  ];
  if (!compiled.ok || compiled.planHash !== stored?.planHash) return null;
  const told = await Promise.all([unknownNames(checked.document, deps), seenWarnings(checked, deps)]);
  const diagnostics = [...compiled.diagnostics, ...told.flat()];
  return { version: liveVersion, planHash: compiled.planHash, unchanged: true, diagnostics };
}

function notPublishable(document: FlowDocument, diagnostics: readonly Diagnostic[]): ProblemError {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  return new ProblemError(
    422,
    `Cannot publish flow "${document.key}": its drawing has ${errors.length === 1 ? "an error" : `${errors.length} errors`}`,
    {
      problems: errors.map((error) => ({ path: placeOf(error, document), message: error.message })),
    },
  );
}

/** The pointer into the draft: a node's field lies in its config, one without a node names a setting. */
function placeOf({ node, field, edge }: Diagnostic, document: FlowDocument): string {
  if (edge !== undefined) return toPointer(["edges", edge]);
  const keys = field === undefined || field === "" ? [] : field.split(".");
  if (node === undefined) return toPointer(keys);
  const place = ["nodes", document.nodes.findIndex(({ id }) => id === node)];
  return toPointer(keys.length === 0 ? place : [...place, "config", ...keys]);
}
