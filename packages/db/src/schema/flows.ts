import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });

export const flow = pgTable("flow", {
  key: text("key").primaryKey(),
  name: text("name").notNull(),
  draft: jsonb("draft").notNull(),
  revision: integer("revision").notNull().default(1),
  liveVersion: integer("live_version"),
  archivedAt: instant("archived_at"),
  pausedAt: instant("paused_at"),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
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
    plan: jsonb("plan").notNull(),
    planHash: text("plan_hash").notNull(),
    publishedAt: instant("published_at").notNull().defaultNow(),
    publishedBy: text("published_by").notNull(),
    routingFrom: bigint("routing_from", { mode: "number" }).notNull(),
    routingTo: bigint("routing_to", { mode: "number" }),
  },
  (table) => [primaryKey({ columns: [table.flow, table.version] })],
);
