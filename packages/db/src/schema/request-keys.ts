import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, clock, instant, jsonb } from "./columns.ts";

/** Idempotency-Keys of changes over the API, with the answers that repeats get. */
export const requestKey = pgTable(
  "request_key",
  {
    caller: text("caller").notNull(),
    key: text("key").notNull(),
    /** Of the request: under one key there is one. */
    digest: bytea("digest").notNull(),
    /** Whoever does it. */
    claim: text("claim").notNull(),
    claimedAt: instant("claimed_at").notNull().default(clock),
    /** Sealed; null: it is not answered yet. */
    answer: jsonb("answer"),
  },
  (table) => [
    primaryKey({ columns: [table.caller, table.key] }),
    index("request_key_age").on(table.claimedAt),
  ],
);
