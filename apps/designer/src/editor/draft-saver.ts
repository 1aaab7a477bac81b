// Brings the drawing to the server: one save at a time, in turn, so that two of them never claim the same revision.
import { canonicalJson, parseDocument } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";
import { ApiError, toMessage } from "../api/client.ts";
import type { DocumentStore } from "./document-store.ts";

/** The server, as saving sees it. Both throw an ApiError when they are refused or get no answer. */
export interface DraftDoor {
  /** Stores a drawing over a revision; says the revision it became. */
  readonly put: (document: FlowDocument, revision: number) => Promise<number>;
  /** What is stored now. */
  readonly read: () => Promise<{ readonly draft: FlowDocument; readonly revision: number }>;
}

const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/**
 * Returns a function that saves what is drawn when its turn comes, and says whether the server has what is drawn. A
 * drawing that is newer on the server is a conflict only if somebody else made it: a save whose answer was lost is ours.
 */
export function createDraftSaver(store: DocumentStore, door: DraftDoor): () => Promise<boolean> {
  let queue: Promise<boolean> = Promise.resolve(true);
  let failures = 0;
  /** Drawings that were sent and may have been stored, though no answer came. */
  let unanswered: readonly FlowDocument[] = [];

  return () => {
    queue = queue.then(saveOnce);
    return queue;
  };

  async function saveOnce(): Promise<boolean> {
    const { document: drawn, saved, revision, saveState, setSaveState, isReadOnly } = store.getState();
    if (isReadOnly) return true;
    if (saveState.kind === "conflict") return false;
    if (drawn === saved && unanswered.length === 0) {
      setSaveState({ kind: "saved" });
      return true;
    }
    setSaveState({ kind: "saving" });
    unanswered = [...unanswered, drawn];
    try {
      return await settle(drawn, await door.put(drawn, revision));
    } catch (error) {
      const status = statusOf(error);
      const isRefused = status >= 400 && status < 500 && status !== 408;
      if (isRefused) unanswered = unanswered.slice(0, -1);
      return status === 409 ? await meetNewer(drawn) : fail(error);
    }
  }

  /** The server holds `stored` as `revision`; what was drawn meanwhile is saved at once. */
  async function settle(stored: FlowDocument, revision: number): Promise<boolean> {
    failures = 0;
    unanswered = [];
    store.getState().setSaved(stored, revision);
    return store.getState().document === stored || (await saveOnce());
  }

  async function meetNewer(drawn: FlowDocument): Promise<boolean> {
    try {
      const { draft, revision } = await door.read();
      const ours = [drawn, store.getState().saved, ...unanswered].find((sent) => isSame(sent, draft));
      if (ours !== undefined) return await settle(ours, revision);
    } catch (error) {
      return fail(error);
    }
    store.getState().setSaveState({ kind: "conflict", cause: "newer" });
    return false;
  }

  function fail(error: unknown): false {
    const retryInMs = mayPass(statusOf(error))
      ? Math.min(longestRetryMs, firstRetryMs * 2 ** failures)
      : null;
    failures += 1;
    store.getState().setSaveState({ kind: "failed", message: toMessage(error), retryInMs });
    return false;
  }
}

/** No answer, too busy or broken: the same request may be taken a moment later. */
function mayPass(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

function statusOf(error: unknown): number {
  return error instanceof ApiError ? error.status : 0;
}

function isSame(a: FlowDocument, b: FlowDocument): boolean {
  return a === b || textOf(a) === textOf(b);
}

/** As the server would store it. */
function textOf(document: FlowDocument): string {
  const parsed = parseDocument(document);
  return canonicalJson(parsed.ok ? parsed.document : document);
}
