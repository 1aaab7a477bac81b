import { and, desc, eq, ne, sql } from "drizzle-orm";
import type { Sql } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { stockItem, stockOrder } from "../schema/index.ts";

type Order = typeof stockOrder.$inferSelect;

/** Stock items with their ten newest orders; or the one with this SKU. */
export async function listStockItems(pool: Sql, only?: string) {
  const db = drizzleOn(pool);
  const newest = db
    .select()
    .from(stockOrder)
    .where(eq(stockOrder.sku, stockItem.sku))
    .orderBy(desc(stockOrder.createdAt))
    .limit(10);
  const orders = sql<Pick<Order, "quantity" | "state" | "reference" | "run" | "createdAt">[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('quantity', o.quantity::float8, 'state', o.state, 'reference', o.reference,
      'run', o.run, 'createdAt', to_char(o.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))), '[]')
    from ${newest} o)`;
  return db
    .select({ ...itemColumns, updatedAt: stockItem.updatedAt, orders })
    .from(stockItem)
    .where(only === undefined ? undefined : eq(stockItem.sku, only))
    .orderBy(stockItem.sku)
    .limit(1000);
}

const itemColumns = {
  sku: stockItem.sku,
  name: stockItem.name,
  level: stockItem.level,
  reorderPoint: stockItem.reorderPoint,
  reorderQuantity: stockItem.reorderQuantity,
  supplier: stockItem.supplier,
};

/** One stock item, or null. */
export async function readStockItem(pool: Sql, sku: string) {
  const [row] = await drizzleOn(pool).select(itemColumns).from(stockItem).where(eq(stockItem.sku, sku));
  return row ?? null;
}

/** Creates or changes a stock item. */
export async function putStockItem(
  pool: Sql,
  item: Omit<typeof stockItem.$inferSelect, "updatedAt">,
): Promise<void> {
  const { sku, name, level, reorderPoint, reorderQuantity, supplier } = item;
  const values = { name, level, reorderPoint, reorderQuantity, supplier };
  await drizzleOn(pool)
    .insert(stockItem)
    .values({ sku, ...values })
    .onConflictDoUpdate({ target: stockItem.sku, set: { ...values, updatedAt: sql`clock_timestamp()` } });
}

/** Records the level of an item; changes nothing when there is no such item. */
export async function setStockLevel(pool: Sql, sku: string, level: number): Promise<void> {
  await drizzleOn(pool)
    .update(stockItem)
    .set({ level, updatedAt: sql`clock_timestamp()` })
    .where(eq(stockItem.sku, sku));
}

/**
 * Writes an order down before the supplier is called. One row per effect key: a repeat returns what is stored, and an
 * order that was refused may be tried again under the same key.
 */
export async function intendStockOrder(
  pool: Sql,
  key: string,
  order: Pick<Order, "sku" | "quantity" | "supplierUrl" | "run">,
): Promise<Pick<Order, "state" | "reference">> {
  const [row] = await drizzleOn(pool)
    .insert(stockOrder)
    .values({ key, ...order, state: "intended" })
    .onConflictDoUpdate({
      target: stockOrder.key,
      set: {
        state: sql`case when ${stockOrder.state} = 'refused' then 'intended' else ${stockOrder.state} end`,
        updatedAt: sql`clock_timestamp()`,
      },
    })
    .returning({ state: stockOrder.state, reference: stockOrder.reference });
  return row ?? { state: "intended", reference: null };
}

/** What the supplier said. A placed order stays placed. */
export async function settleStockOrder(
  pool: Sql,
  key: string,
  state: "placed" | "refused",
  reference: string | null,
): Promise<void> {
  await drizzleOn(pool)
    .update(stockOrder)
    .set({ state, reference, updatedAt: sql`clock_timestamp()` })
    .where(and(eq(stockOrder.key, key), ne(stockOrder.state, "placed")));
}
