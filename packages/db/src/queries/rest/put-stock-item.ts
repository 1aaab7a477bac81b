import type { Sql } from "postgres";

/** Creates or changes a stock item. */
export async function putStockItem(
  sql: Sql,
  item: {
    readonly sku: string;
    readonly name: string;
    readonly level: number;
    readonly reorderPoint: number;
    readonly reorderQuantity: number;
    readonly supplier: string | null;
  },
): Promise<void> {
  await sql`
    insert into stock_item (sku, name, level, reorder_point, reorder_quantity, supplier)
    values (${item.sku}, ${item.name}, ${item.level}, ${item.reorderPoint}, ${item.reorderQuantity}, ${item.supplier})
    on conflict (sku) do update set name = excluded.name, level = excluded.level, reorder_point = excluded.reorder_point,
      reorder_quantity = excluded.reorder_quantity, supplier = excluded.supplier, updated_at = clock_timestamp()`;
}
