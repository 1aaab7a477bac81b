// How the drawing stands towards the version that is live.
import { canonicalJson } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";

/** A version whose drawing is known here: the one opened without changes, or the one just published. */
export interface Published {
  readonly version: number;
  readonly document: FlowDocument;
}

interface StandingArgs {
  readonly document: FlowDocument;
  /** The drawing as the server last had it. */
  readonly saved: FlowDocument;
  readonly published: Published | null;
  readonly liveVersion: number | null;
  /** Whether the stored draft differs from the live version, as the server last said. */
  readonly isStoredChanged: boolean;
}

/** True when what is drawn differs from what is live. */
export function isChangedSinceLive(args: StandingArgs): boolean {
  const { document, saved, published, liveVersion, isStoredChanged } = args;
  if (published === null || published.version !== liveVersion) return isStoredChanged || document !== saved;
  return document !== published.document && canonicalJson(document) !== canonicalJson(published.document);
}
