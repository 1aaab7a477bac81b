import type { Sql } from "postgres";

/** Why an address gets no mail, or null. */
export async function findSuppression(sql: Sql, address: string): Promise<string | null> {
  const [row] = await sql<
    { reason: string }[]
  >`select reason from suppression where address = ${address.toLowerCase()}`;
  return row?.reason ?? null;
}
