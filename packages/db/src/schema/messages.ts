// Mail to people: what was sent, the links inside, who wants which topic, and the addresses that get none.
import { inArray, sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, clock, instant } from "./columns.ts";

const addresses = (name: string) =>
  text(name)
    .array()
    .notNull()
    .default(sql`'{}'`);

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
    /** Null: from before mails had topics. */
    topic: text("topic"),
    cc: addresses("cc"),
    bcc: addresses("bcc"),
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
    /** The newest use. */
    usedAt: instant("used_at"),
    /** Null with kind `unsubscribe`: from all topics. */
    topic: text("topic"),
    clicks: integer("clicks").notNull().default(0),
  },
  (table) => [
    check("mail_link_kind_check", inArray(table.kind, LINK_KINDS)),
    index("mail_link_key").on(table.key),
  ],
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

const OPTS = ["out", "in"] as const;

/** What a mail may be about, beside `transactional`. */
export const topic = pgTable(
  "topic",
  {
    key: text("key").primaryKey(),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    /** `out`: everybody who did not say no; `in`: only who said yes. */
    opt: text("opt", { enum: OPTS }).notNull().default("out"),
    createdAt: instant("created_at").notNull().default(clock),
    updatedAt: instant("updated_at").notNull().default(clock),
  },
  (table) => [check("topic_opt_check", inArray(table.opt, OPTS))],
);

const CHANNELS = ["email"] as const;
const SUBSCRIPTION_STATES = ["in", "out"] as const;

/** What somebody said about a topic; without a row the topic's own rule holds. */
export const subscription = pgTable(
  "subscription",
  {
    /** Lower-cased. */
    address: text("address").notNull(),
    topic: text("topic").notNull(),
    channel: text("channel", { enum: CHANNELS }).notNull().default("email"),
    state: text("state", { enum: SUBSCRIPTION_STATES }).notNull(),
    subject: text("subject"),
    source: text("source").notNull(),
    at: instant("at").notNull().default(clock),
  },
  (table) => [
    primaryKey({ columns: [table.address, table.topic, table.channel] }),
    check("subscription_channel_check", inArray(table.channel, CHANNELS)),
    check("subscription_state_check", inArray(table.state, SUBSCRIPTION_STATES)),
  ],
);
