// Mail to people: what was sent, the links inside, and the addresses that get none.
import { inArray } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, clock, instant } from "./columns.ts";

const MESSAGE_STATES = ["sent", "unsure", "suppressed", "failed"] as const;

/** One row per message handed to SMTP. */
export const message = pgTable(
  "message",
  {
    /** Key of the effect, from which the Message-ID is made. */
    key: text("key").primaryKey(),
    run: text("run").notNull(),
    step: text("step").notNull(),
    subject: text("subject").notNull(),
    address: text("address").notNull(),
    title: text("title").notNull(),
    html: text("html").notNull(),
    state: text("state", { enum: MESSAGE_STATES }).notNull(),
    detail: text("detail"),
    createdAt: instant("created_at").notNull().default(clock),
  },
  (table) => [
    check("message_state_check", inArray(table.state, MESSAGE_STATES)),
    index("message_run").on(table.run),
  ],
);

const LINK_KINDS = ["link", "unsubscribe"] as const;

/** Tokens are 256 random bits; only their sha-256 is stored. */
export const mailLink = pgTable(
  "mail_link",
  {
    tokenHash: bytea("token_hash").primaryKey(),
    kind: text("kind", { enum: LINK_KINDS }).notNull(),
    key: text("key").notNull(),
    run: text("run").notNull(),
    step: text("step").notNull(),
    subject: text("subject").notNull(),
    address: text("address").notNull(),
    url: text("url"),
    label: text("label"),
    createdAt: instant("created_at").notNull().default(clock),
    usedAt: instant("used_at"),
  },
  (table) => [check("mail_link_kind_check", inArray(table.kind, LINK_KINDS))],
);

const SUPPRESSION_REASONS = ["unsubscribed", "bounced", "complained", "by-hand"] as const;

export const suppression = pgTable(
  "suppression",
  {
    /** Lower-cased. */
    address: text("address").primaryKey(),
    reason: text("reason", { enum: SUPPRESSION_REASONS }).notNull(),
    run: text("run"),
    createdAt: instant("created_at").notNull().default(clock),
  },
  (table) => [check("suppression_reason_check", inArray(table.reason, SUPPRESSION_REASONS))],
);
