import type { EditorState } from "./document-store.ts";

/**
 * Ids that a new node must not get: of nodes drawn now or earlier, and every id that something in the document still
 * names, so that an expression never comes to mean another node than the one it was written for.
 */
export function takenIds({
  document,
  usedIds,
}: Pick<EditorState, "document" | "usedIds">): ReadonlySet<string> {
  const named = JSON.stringify([document.nodes, document.settings]).matchAll(
    /\bsteps\s*(?:\.\s*|\[\s*\\?["'])([a-z][a-z0-9_]*)/g,
  );
  const compensating = document.nodes.flatMap(({ compensate }) => compensate ?? []);
  return new Set([...usedIds, ...compensating, ...[...named].map(([, id]) => id ?? "")]);
}
