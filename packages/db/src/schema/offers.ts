import { index, pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant } from "./columns.ts";

/** What a run gave to its subject. */
export const offer = pgTable(
  "offer",
  {
    /** Effect key of the step that gave it. */
    key: text("key").primaryKey(),
    code: text("code").notNull(),
    value: text("value").notNull(),
    run: text("run").notNull(),
    subject: text("subject").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().default(clock),
    revokedAt: instant("revoked_at"),
  },
  (table) => [index("offer_subject").on(table.subject, table.createdAt)],
);
