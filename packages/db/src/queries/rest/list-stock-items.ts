import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface StockOrderRow {
  readonly quantity: number;
  readonly state: "intended" | "placed" | "refused";
  readonly reference: string | null;
  readonly run: string;
  readonly createdAt: string;
}

export interface StockItemRow {
  readonly sku: string;
  readonly name: string;
  readonly level: number;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
  readonly supplier: string | null;
  readonly updatedAt: string;
  readonly orders: StockOrderRow[];
}

/** Stock items with their ten newest orders; or the one with this SKU. */
export async function listStockItems(sql: Sql, sku: string | null = null): Promise<StockItemRow[]> {
  const rows = await sql`
    select i.sku, i.name, i.level::float8 as level, i.reorder_point::float8 as "reorderPoint",
           i.reorder_quantity::float8 as "reorderQuantity", i.supplier, i.updated_at as "updatedAt",
           (select coalesce(jsonb_agg(jsonb_build_object('quantity', o.quantity::float8, 'state', o.state, 'reference', o.reference,
              'run', o.run, 'createdAt', to_char(o.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))), '[]')
            from (select * from stock_order o where o.sku = i.sku order by o.created_at desc limit 10) o) as orders
    from stock_item i where (${sku}::text is null or i.sku = ${sku}) order by i.sku limit 1000`;
  return rows.map((row) => plainRow<StockItemRow>(row));
}
