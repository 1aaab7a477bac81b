import type { Sql } from "postgres";

export interface StockOrderState {
  readonly state: "intended" | "placed" | "refused";
  readonly reference: string | null;
}

/**
 * Writes an order down before the supplier is called. One row per effect key: a repeat returns what is stored, and an
 * order that was refused may be tried again under the same key.
 */
export async function intendStockOrder(
  sql: Sql,
  key: string,
  order: {
    readonly sku: string;
    readonly quantity: number;
    readonly supplierUrl: string;
    readonly run: string;
  },
): Promise<StockOrderState> {
  const [row] = await sql<StockOrderState[]>`
    insert into stock_order as o (key, sku, quantity, supplier_url, run, state)
    values (${key}, ${order.sku}, ${order.quantity}, ${order.supplierUrl}, ${order.run}, 'intended')
    on conflict (key) do update
      set state = case when o.state = 'refused' then 'intended' else o.state end, updated_at = clock_timestamp()
    returning state, reference`;
  return row ?? { state: "intended", reference: null };
}
