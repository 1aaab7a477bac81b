import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant } from "./columns.ts";

/** What `migrate` has applied; it makes this table itself. */
export const migration = pgTable("migration", {
  number: integer("number").primaryKey(),
  name: text("name").notNull(),
  hash: text("hash").notNull(),
  appliedAt: instant("applied_at").notNull().default(clock),
});
