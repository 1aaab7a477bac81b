import type { Sql } from "postgres";

/** Records the level of an item; changes nothing when there is no such item. */
export async function setStockLevel(sql: Sql, sku: string, level: number): Promise<void> {
  await sql`update stock_item set level = ${level}, updated_at = clock_timestamp() where sku = ${sku}`;
}
