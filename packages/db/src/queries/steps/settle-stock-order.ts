import type { Sql } from "postgres";

/** What the supplier said. A placed order stays placed. */
export async function settleStockOrder(
  sql: Sql,
  key: string,
  state: "placed" | "refused",
  reference: string | null,
): Promise<void> {
  await sql`
    update stock_order set state = ${state}, reference = ${reference}, updated_at = clock_timestamp()
    where key = ${key} and state <> 'placed'`;
}
