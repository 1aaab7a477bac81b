import type { Sql } from "postgres";

/** Allows mail to an address again; false when it was not suppressed. */
export async function unsuppress(sql: Sql, address: string): Promise<boolean> {
  const rows = await sql`delete from suppression where address = ${address.toLowerCase()} returning address`;
  return rows.length === 1;
}
