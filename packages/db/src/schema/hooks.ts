import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, clock, count, instant, jsonb } from "./columns.ts";

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
  /** What becomes of a call. */
  mapping: jsonb("mapping")
    .notNull()
    .default(sql`'{}'`),
  toleranceS: integer("tolerance_s").notNull().default(300),
  repeatWindowS: integer("repeat_window_s").notNull().default(86_400),
  /** Sealed; the secret before the present one, taken too until `previousUntil`. */
  previousSecret: text("previous_secret"),
  previousUntil: instant("previous_until"),
});

/** Which event a call became that carries neither a signed id nor a signed time; equal ones within the window are repeats. */
export const hookRepeat = pgTable(
  "hook_repeat",
  {
    hook: text("hook")
      .notNull()
      .references(() => hook.key, { onDelete: "cascade" }),
    /** Of what was signed. */
    digest: bytea("digest").notNull(),
    eventId: text("event_id").notNull(),
    firstAt: instant("first_at").notNull().default(clock),
  },
  ({ hook: of, digest, firstAt }) => [
    primaryKey({ columns: [of, digest] }),
    index("hook_repeat_age").on(of, firstAt),
  ],
);

/** One of the last calls as it came. */
export const hookCall = pgTable(
  "hook_call",
  {
    id: count("id").generatedAlwaysAsIdentity().primaryKey(),
    hook: text("hook")
      .notNull()
      .references(() => hook.key, { onDelete: "cascade" }),
    at: instant("at").notNull().default(clock),
    status: integer("status").notNull(),
    reason: text("reason"),
    /** Method, query, headers without credentials, the beginning of the body. */
    call: jsonb("call").notNull(),
  },
  ({ hook: of, id }) => [index("hook_call_newest").on(of, id)],
);
