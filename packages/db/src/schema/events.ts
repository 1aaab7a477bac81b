import { bigint, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });

export const event = pgTable("event", {
  seq: bigint("seq", { mode: "number" }).primaryKey(),
  source: text("source").notNull(),
  id: text("id").notNull(),
  type: text("type").notNull(),
  subject: text("subject"),
  time: instant("time"),
  data: jsonb("data").notNull(),
  receivedAt: instant("received_at").notNull(),
  no: bigint("no", { mode: "number" }),
  matchedAt: instant("matched_at"),
  routing: bigint("routing", { mode: "number" }),
});

export const profile = pgTable("profile", {
  subject: text("subject").primaryKey(),
  attributes: jsonb("attributes").notNull().default({}),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

export const hook = pgTable("hook", {
  key: text("key").primaryKey(),
  name: text("name").notNull(),
  eventType: text("event_type").notNull(),
  scheme: jsonb("scheme").notNull(),
  secret: text("secret"),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});
