import { isShortageCovered, parseQuantity, quantityJson } from "@throughline/flow";
import type { OpenOrder } from "@throughline/flow";
import { and, desc, eq, inArray, notInArray, sql } from "drizzle-orm";
import type { AnyColumn } from "drizzle-orm";
import { lockKey } from "../connect.ts";
import type { Sql, Transaction } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { stockItem, stockOrder } from "../schema/index.ts";

type Order = typeof stockOrder.$inferSelect;

/** Orders that count as coming. */
const OPEN = ["intended", "placed"] as const;
/** Said by the supplier, or by who closed the order: a late answer to the call does not take it back. */
const SETTLED = ["placed", "received", "cancelled"] as const;

/** A quantity as JSON; rows from before there was one rule may hold more places than it takes. */
const shown = (column: AnyColumn) =>
  sql<number | string>`trim_scale(round(${column}, 6))::text`.mapWith((text: string) =>
    quantityJson(parseQuantity(text) ?? 0n),
  );

/** Stock items with what is on order and their ten newest orders; or the one with this SKU. */
export async function listStockItems(pool: Sql, only?: string) {
  const db = drizzleOn(pool);
  const items = await db
    .select({ ...itemColumns, updatedAt: stockItem.updatedAt })
    .from(stockItem)
    .where(only === undefined ? undefined : eq(stockItem.sku, only))
    .orderBy(stockItem.sku)
    .limit(1000);
  const rank = sql<number>`row_number() over (partition by ${stockOrder.sku} order by ${stockOrder.createdAt} desc)`;
  const ranked = db.$with("ranked").as(
    db
      .select({ key: stockOrder.key, rank: rank.as("rank") })
      .from(stockOrder)
      .where(only === undefined ? undefined : eq(stockOrder.sku, only)),
  );
  const orders = await db
    .with(ranked)
    .select({
      sku: stockOrder.sku,
      order: stockOrder.key,
      quantity: shown(stockOrder.quantity),
      state: stockOrder.state,
      reference: stockOrder.reference,
      run: stockOrder.run,
      createdAt: stockOrder.createdAt,
    })
    .from(stockOrder)
    .innerJoin(ranked, eq(ranked.key, stockOrder.key))
    .where(sql`${ranked.rank} <= 10 or ${inArray(stockOrder.state, [...OPEN])}`)
    .orderBy(desc(stockOrder.createdAt));
  const bySku = new Map(items.map(({ sku }) => [sku, [] as Omit<(typeof orders)[number], "sku">[]]));
  for (const { sku, ...order } of orders) bySku.get(sku)?.push(order);
  return items.map((item) => {
    const own = bySku.get(item.sku) ?? [];
    const coming = own.filter(({ state }) => state === "intended" || state === "placed");
    const sum = coming.reduce((total, { quantity }) => total + (parseQuantity(quantity) ?? 0n), 0n);
    return { ...item, onOrder: quantityJson(sum), orders: own };
  });
}

const itemColumns = {
  sku: stockItem.sku,
  name: stockItem.name,
  level: shown(stockItem.level),
  reorderPoint: shown(stockItem.reorderPoint),
  reorderQuantity: shown(stockItem.reorderQuantity),
  supplier: stockItem.supplier,
};

/** One stock item, or null. */
export async function readStockItem(pool: Sql | Transaction, sku: string) {
  const [row] = await drizzleOn(pool).select(itemColumns).from(stockItem).where(eq(stockItem.sku, sku));
  return row ?? null;
}

/**
 * Creates or changes a stock item; quantities are decimal text. A level that is new and above the reorder point says that
 * what was ordered has come.
 */
export async function putStockItem(
  pool: Sql,
  item: Omit<typeof stockItem.$inferSelect, "updatedAt">,
): Promise<void> {
  const { sku, name, level, reorderPoint, reorderQuantity, supplier } = item;
  const values = { name, level, reorderPoint, reorderQuantity, supplier };
  await pool.begin(async (tx) => {
    const db = drizzleOn(tx);
    await lockStock(tx, sku);
    const before = await readStockItem(tx, sku);
    await db
      .insert(stockItem)
      .values({ sku, ...values })
      .onConflictDoUpdate({ target: stockItem.sku, set: { ...values, updatedAt: sql`clock_timestamp()` } });
    const isNew = before === null || parseQuantity(before.level) !== parseQuantity(level);
    if (isNew && (parseQuantity(level) ?? 0n) > (parseQuantity(reorderPoint) ?? 0n))
      await receiveAll(tx, sku);
  });
}

/** Records the level of an item; changes nothing when there is no such item. */
export async function setStockLevel(pool: Sql, sku: string, level: string): Promise<void> {
  await drizzleOn(pool)
    .update(stockItem)
    .set({ level, updatedAt: sql`clock_timestamp()` })
    .where(eq(stockItem.sku, sku));
}

/** The shortage is over: what was ordered for it no longer counts as coming. */
export async function receiveStockOrders(pool: Sql, sku: string): Promise<void> {
  await pool.begin(async (tx) => {
    await lockStock(tx, sku);
    await receiveAll(tx, sku);
  });
}

async function receiveAll(tx: Transaction, sku: string): Promise<void> {
  await drizzleOn(tx)
    .update(stockOrder)
    .set({ state: "received", updatedAt: sql`clock_timestamp()` })
    .where(and(eq(stockOrder.sku, sku), eq(stockOrder.state, "placed")));
}

/** An order of this item came or was cancelled; false when there is none that was coming. */
export async function closeStockOrder(
  pool: Sql | Transaction,
  sku: string,
  key: string,
  state: "received" | "cancelled",
): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .update(stockOrder)
    .set({ state, updatedAt: sql`clock_timestamp()` })
    .where(and(eq(stockOrder.key, key), eq(stockOrder.sku, sku), inArray(stockOrder.state, [...OPEN])))
    .returning({ key: stockOrder.key });
  return rows.length === 1;
}

/** An order that a step wants to place; quantities are decimal text. */
export interface WantedOrder {
  readonly sku: string;
  readonly quantity: string;
  readonly level: string;
  readonly reorderPoint: string;
  readonly supplierUrl: string;
  readonly run: string;
  /** The key of an order that this one takes the place of: it no longer counts as coming. */
  readonly replaces: string | null;
  /** An order that has not come after this long does not count any more. */
  readonly countsForMs: number;
}

/**
 * Writes an order down before the supplier is called, unless one that is open covers the shortage. One row per effect key:
 * a repeat returns what is stored, and an order that was refused may be tried again under the same key. Orders of one item
 * are decided one after the other.
 */
export async function intendStockOrder(
  pool: Sql,
  key: string,
  order: WantedOrder,
): Promise<Pick<Order, "reference"> & { readonly state: Order["state"] | "covered" }> {
  return pool.begin(async (tx) => {
    const db = drizzleOn(tx);
    await lockStock(tx, order.sku);
    const [stored] = await db
      .select({ state: stockOrder.state, reference: stockOrder.reference })
      .from(stockOrder)
      .where(eq(stockOrder.key, key));
    if (stored !== undefined && stored.state !== "refused") return stored;
    if (order.replaces !== null) await closeStockOrder(tx, order.sku, order.replaces, "cancelled");
    const open = await readOpenOrders(tx, order);
    const shortage = {
      level: parseQuantity(order.level) ?? 0n,
      reorderPoint: parseQuantity(order.reorderPoint) ?? 0n,
    };
    if (isShortageCovered(shortage, open)) return { state: "covered", reference: null };
    const { sku, quantity, level, supplierUrl, run } = order;
    await db
      .insert(stockOrder)
      .values({ key, sku, quantity, level, supplierUrl, run, state: "intended" })
      .onConflictDoUpdate({
        target: stockOrder.key,
        set: { state: "intended", updatedAt: sql`clock_timestamp()` },
      });
    return { state: "intended", reference: null };
  });
}

async function readOpenOrders(
  tx: Transaction,
  { sku, countsForMs }: Pick<WantedOrder, "sku" | "countsForMs">,
): Promise<readonly OpenOrder[]> {
  const rows = await drizzleOn(tx)
    .select({ quantity: shown(stockOrder.quantity), level: stockOrder.level })
    .from(stockOrder)
    .where(
      and(
        eq(stockOrder.sku, sku),
        inArray(stockOrder.state, [...OPEN]),
        sql`${stockOrder.createdAt} > clock_timestamp() - make_interval(secs => ${countsForMs / 1000})`,
      ),
    );
  return rows.map(({ quantity, level }) => ({
    quantity: parseQuantity(quantity) ?? 0n,
    level: parseQuantity(level),
  }));
}

/** What the supplier said. A placed order stays placed, a closed one closed. */
export async function settleStockOrder(
  pool: Sql,
  key: string,
  state: "placed" | "refused",
  reference: string | null,
): Promise<void> {
  await drizzleOn(pool)
    .update(stockOrder)
    .set({ state, reference, updatedAt: sql`clock_timestamp()` })
    .where(and(eq(stockOrder.key, key), notInArray(stockOrder.state, [...SETTLED])));
}

/** Until the transaction ends. */
async function lockStock(tx: Transaction, sku: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(${lockKey(tx, `stock ${sku}`)})`;
}
