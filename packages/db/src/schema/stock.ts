import { inArray } from "drizzle-orm";
import { check, index, numeric, pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant } from "./columns.ts";

/** Decimal text: a quantity is never a float. */
const quantity = (name: string) => numeric(name);

export const stockItem = pgTable("stock_item", {
  sku: text("sku").primaryKey(),
  name: text("name").notNull(),
  level: quantity("level").notNull(),
  reorderPoint: quantity("reorder_point").notNull(),
  reorderQuantity: quantity("reorder_quantity").notNull(),
  supplier: text("supplier"),
  updatedAt: instant("updated_at").notNull().default(clock),
});

const ORDER_STATES = ["intended", "placed", "refused", "received", "cancelled"] as const;

export const stockOrder = pgTable(
  "stock_order",
  {
    /** Effect key: never two orders for one step. */
    key: text("key").primaryKey(),
    sku: text("sku").notNull(),
    quantity: quantity("quantity").notNull(),
    /** The level that it was placed for; null: from before that was kept. */
    level: quantity("level"),
    supplierUrl: text("supplier_url").notNull(),
    run: text("run").notNull(),
    state: text("state", { enum: ORDER_STATES }).notNull(),
    reference: text("reference"),
    createdAt: instant("created_at").notNull().default(clock),
    updatedAt: instant("updated_at").notNull().default(clock),
  },
  (table) => [
    check("stock_order_state_check", inArray(table.state, ORDER_STATES)),
    index("stock_order_sku").on(table.sku, table.createdAt.desc().nullsFirst()),
  ],
);
