import type { Plan } from "@throughline/flow";
import { sql } from "drizzle-orm";
import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { clock, count, instant, jsonb } from "./columns.ts";

export const flow = pgTable("flow", {
  key: text("key").primaryKey(),
  name: text("name").notNull(),
  draft: jsonb("draft").notNull(),
  revision: integer("revision").notNull().default(1),
  liveVersion: integer("live_version"),
  archivedAt: instant("archived_at"),
  /** Since when its runs are paused and entries are refused. */
  pausedAt: instant("paused_at"),
  createdAt: instant("created_at")
    .notNull()
    .default(sql`now()`),
  updatedAt: instant("updated_at")
    .notNull()
    .default(sql`now()`),
  updatedBy: text("updated_by").notNull(),
});

export const flowVersion = pgTable(
  "flow_version",
  {
    flow: text("flow")
      .notNull()
      .references(() => flow.key),
    version: integer("version").notNull(),
    document: jsonb("document").notNull(),
    plan: jsonb("plan").$type<Plan>().notNull(),
    planHash: text("plan_hash").notNull(),
    publishedAt: instant("published_at").notNull().default(clock),
    publishedBy: text("published_by").notNull(),
    /** Routing numbers between which this version was live: [from, to). */
    routingFrom: count("routing_from").notNull(),
    routingTo: count("routing_to"),
  },
  (table) => [primaryKey({ columns: [table.flow, table.version] })],
);
