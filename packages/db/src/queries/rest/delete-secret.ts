import type { Sql } from "postgres";

/** False when there is no such secret. */
export async function deleteSecret(sql: Sql, name: string): Promise<boolean> {
  const rows = await sql`delete from secret where name = ${name} returning name`;
  return rows.length === 1;
}
