import type { Sql } from "postgres";

/** False when there is no such webhook. */
export async function deleteHook(sql: Sql, key: string): Promise<boolean> {
  const rows = await sql`delete from hook where key = ${key} returning key`;
  return rows.length === 1;
}
