import { pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant, jsonb } from "./columns.ts";

/** A door for one sender's webhooks. */
export const hook = pgTable("hook", {
  key: text("key").primaryKey(),
  name: text("name").notNull(),
  eventType: text("event_type").notNull(),
  /** How the signature is read. */
  scheme: jsonb("scheme").notNull(),
  /** Sealed; null: the hook is closed. */
  secret: text("secret"),
  createdAt: instant("created_at").notNull().default(clock),
  updatedAt: instant("updated_at").notNull().default(clock),
});
