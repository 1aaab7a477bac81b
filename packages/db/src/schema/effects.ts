// What journeys do outside, and what they need for it: messages, offers, stock, secrets.
import { integer, jsonb, numeric, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });

export const message = pgTable("message", {
  key: text("key").primaryKey(),
  run: text("run").notNull(),
  step: text("step").notNull(),
  subject: text("subject").notNull(),
  address: text("address").notNull(),
  title: text("title").notNull(),
  html: text("html").notNull(),
  state: text("state", { enum: ["sent", "unsure", "suppressed", "failed"] }).notNull(),
  detail: text("detail"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const offer = pgTable("offer", {
  key: text("key").primaryKey(),
  code: text("code").notNull(),
  value: text("value").notNull(),
  run: text("run").notNull(),
  subject: text("subject").notNull(),
  expiresAt: instant("expires_at").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  revokedAt: instant("revoked_at"),
});

export const stockItem = pgTable("stock_item", {
  sku: text("sku").primaryKey(),
  name: text("name").notNull(),
  level: numeric("level", { mode: "number" }).notNull(),
  reorderPoint: numeric("reorder_point", { mode: "number" }).notNull(),
  reorderQuantity: numeric("reorder_quantity", { mode: "number" }).notNull(),
  supplier: text("supplier"),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

export const stockOrder = pgTable("stock_order", {
  key: text("key").primaryKey(),
  sku: text("sku").notNull(),
  quantity: numeric("quantity", { mode: "number" }).notNull(),
  supplierUrl: text("supplier_url").notNull(),
  run: text("run").notNull(),
  state: text("state", { enum: ["intended", "placed", "refused"] }).notNull(),
  reference: text("reference"),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

export const secret = pgTable("secret", {
  name: text("name").primaryKey(),
  sealed: jsonb("sealed").notNull(),
  version: integer("version").notNull().default(1),
  hosts: text("hosts").array().notNull().default([]),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
  updatedBy: text("updated_by").notNull(),
});
