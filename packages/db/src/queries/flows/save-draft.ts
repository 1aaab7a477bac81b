import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";
import { toJsonb } from "../to-jsonb.ts";

export type SavedDraft =
  | { readonly kind: "saved"; readonly revision: number; readonly savedAt: string }
  /** Somebody saved another draft since. */
  | { readonly kind: "conflict"; readonly revision: number; readonly by: string }
  | { readonly kind: "not-found" };

/** Saves a draft only over the revision it was made on. */
export async function saveDraft(
  sql: Sql,
  change: {
    readonly key: string;
    readonly name: string;
    readonly draft: JsonObject;
    readonly revision: number;
    readonly by: string;
  },
): Promise<SavedDraft> {
  const [saved] = await sql<{ revision: number; savedAt: Date }[]>`
    update flow set draft = ${toJsonb(sql, change.draft)}, name = ${change.name}, revision = revision + 1,
           updated_at = clock_timestamp(), updated_by = ${change.by}
    where key = ${change.key} and revision = ${change.revision} and archived_at is null
    returning revision, updated_at as "savedAt"`;
  if (saved !== undefined)
    return { kind: "saved", revision: saved.revision, savedAt: saved.savedAt.toISOString() };
  const [now] = await sql<{ revision: number; by: string }[]>`
    select revision, updated_by as by from flow where key = ${change.key} and archived_at is null`;
  return now === undefined ? { kind: "not-found" } : { kind: "conflict", revision: now.revision, by: now.by };
}
