import type { NodeTypes } from "@throughline/flow";
import type { Answer } from "../api/client.ts";
import { createDocumentStore } from "./document-store.ts";
import type { DocumentStore } from "./document-store.ts";

/** A store for a flow as the API gave it. */
export function openedStore(
  { draft, revision, liveVersion, changed }: Answer<"getFlow">,
  { nodeTypes, isReadOnly }: { readonly nodeTypes: NodeTypes; readonly isReadOnly: boolean },
): DocumentStore {
  return createDocumentStore({
    document: draft,
    revision,
    nodeTypes,
    isReadOnly,
    wasPublished: liveVersion !== null,
    published: liveVersion === null || changed ? null : { version: liveVersion, document: draft },
  });
}
