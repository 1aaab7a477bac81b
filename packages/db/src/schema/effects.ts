// What runs do outside: the ledger that lets each effect happen once, and the caps on how often.
import { inArray } from "drizzle-orm";
import { check, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant, jsonb } from "./columns.ts";

const EFFECT_STATES = ["intended", "done", "unsure", "released"] as const;

export const effect = pgTable(
  "effect",
  {
    /** `run/node.visit/name`. */
    key: text("key").primaryKey(),
    run: text("run").notNull(),
    state: text("state", { enum: EFFECT_STATES }).notNull(),
    attempt: integer("attempt").notNull(),
    result: jsonb("result"),
    createdAt: instant("created_at").notNull().default(clock),
    updatedAt: instant("updated_at").notNull().default(clock),
  },
  (table) => [
    check("effect_state_check", inArray(table.state, EFFECT_STATES)),
    index("effect_run").on(table.run),
  ],
);

/** A cap reserved with an effect's intent, by the effect's key. */
export const capReservation = pgTable(
  "cap_reservation",
  {
    key: text("key").primaryKey(),
    scope: text("scope").notNull(),
    subject: text("subject").notNull(),
    reservedAt: instant("reserved_at").notNull().default(clock),
  },
  (table) => [index("cap_scope").on(table.scope, table.subject, table.reservedAt)],
);
