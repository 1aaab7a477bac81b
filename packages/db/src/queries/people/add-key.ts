import type { Sql } from "postgres";

export interface NewKey {
  readonly id: string;
  readonly kind: "write" | "api";
  readonly name: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly role: string;
  readonly sources: readonly string[];
  readonly by: string;
}

/**
 * Stores a key by its hash. A key with the same id is replaced: that is how configured keys are kept up to date at boot. One
 * that was revoked stays so until another takes its place.
 */
export async function addKey(sql: Sql, key: NewKey): Promise<void> {
  await sql`
    insert into api_key (id, kind, name, prefix, hash, role, sources, created_by)
    values (${key.id}, ${key.kind}, ${key.name}, ${key.prefix}, ${key.hash}, ${key.role}, ${sql.array([...key.sources])}::text[], ${key.by})
    on conflict (id) do update set hash = excluded.hash, prefix = excluded.prefix, role = excluded.role,
      revoked_at = case when api_key.hash = excluded.hash then api_key.revoked_at end`;
}
