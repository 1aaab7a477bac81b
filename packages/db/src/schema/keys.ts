import { inArray, sql } from "drizzle-orm";
import { check, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, clock, instant } from "./columns.ts";

const KEY_KINDS = ["write", "api"] as const;

/** What machines show at the doors. */
export const apiKey = pgTable(
  "api_key",
  {
    id: text("id").primaryKey(),
    kind: text("kind", { enum: KEY_KINDS }).notNull(),
    name: text("name").notNull(),
    /** First characters, to recognise it in a list. */
    prefix: text("prefix").notNull(),
    hash: bytea("hash").notNull().unique(),
    role: text("role").notNull(),
    /** Sources a write key may claim; empty: any but the reserved ones. */
    sources: text("sources")
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Web pages that may use a write key from a browser: their origins, or `*`; empty: none. */
    origins: text("origins")
      .array()
      .notNull()
      .default(sql`'{}'`),
    createdAt: instant("created_at").notNull().default(clock),
    createdBy: text("created_by").notNull(),
    revokedAt: instant("revoked_at"),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [check("api_key_kind_check", inArray(table.kind, KEY_KINDS))],
);
