import { sql } from "drizzle-orm";
import { index, pgTable, text } from "drizzle-orm/pg-core";
import { clock, count, instant, jsonb } from "./columns.ts";

/** Who changed what. */
export const audit = pgTable(
  "audit",
  {
    id: count("id").generatedAlwaysAsIdentity().primaryKey(),
    at: instant("at").notNull().default(clock),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    target: text("target").notNull(),
    detail: jsonb("detail")
      .notNull()
      .default(sql`'{}'`),
  },
  (table) => [index("audit_at").on(table.at.desc().nullsFirst(), table.id.desc().nullsFirst())],
);
