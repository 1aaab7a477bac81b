import type { JsonObject, Profile } from "@throughline/flow";
import { sql } from "drizzle-orm";
import { pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant, jsonb } from "./columns.ts";

/** What is known of a subject. */
export const profile = pgTable("profile", {
  subject: text("subject").primaryKey(),
  attributes: jsonb("attributes")
    .$type<JsonObject>()
    .notNull()
    .default(sql`'{}'`),
  /** When each field was said, and by whom; of removed fields too. */
  times: jsonb("times")
    .$type<Profile["times"]>()
    .notNull()
    .default(sql`'{}'`),
  updatedAt: instant("updated_at").notNull().default(clock),
});
