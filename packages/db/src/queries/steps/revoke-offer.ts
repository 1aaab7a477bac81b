import type { Sql } from "postgres";

/** Marks an offer that reached nobody. */
export async function revokeOffer(sql: Sql, key: string): Promise<void> {
  await sql`update offer set revoked_at = clock_timestamp() where key = ${key} and revoked_at is null`;
}
