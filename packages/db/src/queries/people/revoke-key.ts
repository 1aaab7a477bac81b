import type { Sql } from "postgres";

/** False when there is no such key. Revoking twice is the same as once. */
export async function revokeKey(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql`
    update api_key set revoked_at = coalesce(revoked_at, clock_timestamp()) where id = ${id} returning id`;
  return rows.length === 1;
}
