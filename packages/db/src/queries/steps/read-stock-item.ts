import type { Sql } from "postgres";

export interface StockItemOfStep {
  readonly sku: string;
  readonly name: string;
  readonly level: number;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
  readonly supplier: string | null;
}

/** One stock item, or null. */
export async function readStockItem(sql: Sql, sku: string): Promise<StockItemOfStep | null> {
  const [row] = await sql<StockItemOfStep[]>`
    select sku, name, level::float8 as level, reorder_point::float8 as "reorderPoint",
      reorder_quantity::float8 as "reorderQuantity", supplier
    from stock_item where sku = ${sku}`;
  return row ?? null;
}
