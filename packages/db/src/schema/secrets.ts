import type { JsonObject } from "@throughline/flow";
import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant, jsonb } from "./columns.ts";

/** A credential that nodes and webhooks use, sealed (docs/guides/operate.md). */
export const secret = pgTable("secret", {
  name: text("name").primaryKey(),
  sealed: jsonb("sealed").$type<JsonObject>().notNull(),
  version: integer("version").notNull().default(1),
  /** Where it may be sent. */
  hosts: text("hosts")
    .array()
    .notNull()
    .default(sql`'{}'`),
  createdAt: instant("created_at").notNull().default(clock),
  updatedAt: instant("updated_at").notNull().default(clock),
  updatedBy: text("updated_by").notNull(),
});

/** A known text sealed with each key, so that a wrong key is found at boot. */
export const secretKeyCheck = pgTable("secret_key_check", {
  kid: text("kid").primaryKey(),
  sealed: jsonb("sealed").notNull(),
});
