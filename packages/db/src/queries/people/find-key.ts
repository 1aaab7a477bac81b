import type { Sql } from "postgres";

export interface FoundKey {
  readonly id: string;
  readonly kind: "write" | "api";
  readonly name: string;
  readonly role: string;
  readonly sources: readonly string[];
}

/** The live key with this hash; notes that it was used. */
export async function findKey(sql: Sql, hash: Buffer): Promise<FoundKey | null> {
  const [row] = await sql<FoundKey[]>`
    with used as (
      update api_key set last_used_at = clock_timestamp()
      where hash = ${hash} and revoked_at is null and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
    )
    select id, kind, name, role, sources from api_key where hash = ${hash} and revoked_at is null`;
  return row ?? null;
}
