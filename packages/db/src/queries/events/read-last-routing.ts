import type { Sql } from "postgres";

/** The routing number as it is now: for what would happen to an event that is not matched yet. */
export async function readLastRouting(sql: Sql): Promise<number> {
  const [row] = await sql<{ routing: number }[]>`select routing::int as routing from matcher`;
  return row?.routing ?? 0;
}
