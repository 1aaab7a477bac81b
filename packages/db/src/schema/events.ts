// From the door to the match: what was accepted, what is still to be matched and by whom, and what came of it otherwise.
import type { EventExtensions } from "@throughline/flow";
import { and, inArray, isNull, sql } from "drizzle-orm";
import { boolean, check, index, integer, pgSequence, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, clock, count, instant, jsonb } from "./columns.ts";

/** Numbers events in the order of their acceptance. */
export const eventSeq = pgSequence("event_seq", { cache: 1 });

/** An event was accepted once, for ever. */
export const identity = pgTable("identity", {
  /** First 16 bytes of the sha-256 over length-prefixed (source, id). */
  hash: bytea("hash").primaryKey(),
  seq: count("seq").notNull(),
});

/** Partitioned by ranges of seq, which drizzle cannot say: retention drops a table instead of deleting rows. */
export const event = pgTable(
  "event",
  {
    seq: count("seq").primaryKey(),
    source: text("source").notNull(),
    id: text("id").notNull(),
    type: text("type").notNull(),
    subject: text("subject"),
    time: instant("time"),
    data: jsonb("data").notNull(),
    receivedAt: instant("received_at").notNull().default(clock),
    /** With `matchedAt` and `routing`: set by the matcher. */
    no: count("no"),
    matchedAt: instant("matched_at"),
    routing: count("routing"),
    /** Extension attributes of a CloudEvent by name. */
    ext: jsonb("ext").$type<EventExtensions>(),
  },
  (table) => [
    index("event_received_at").on(table.receivedAt.desc().nullsFirst(), table.seq.desc().nullsFirst()),
    index("event_type_seq").on(table.type, table.seq.desc().nullsFirst()),
    index("event_subject_seq").on(table.subject, table.seq.desc().nullsFirst()),
  ],
);

/** Accepted, not matched yet. */
export const pending = pgTable(
  "pending",
  {
    seq: count("seq").primaryKey(),
    /** Lets the matcher bound a batch without reading the events. */
    bytes: integer("bytes").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  // The oldest one decides whether a timeout must still wait for the matcher.
  (table) => [index("pending_received_at").on(table.receivedAt)],
);

/** What any live version or open run correlates on, and since when. */
export const listener = pgTable(
  "listener",
  {
    type: text("type").notNull(),
    keyExpression: text("key_expression").notNull(),
    since: instant("since").notNull().default(clock),
    sinceNo: count("since_no").notNull(),
  },
  (table) => [primaryKey({ columns: [table.type, table.keyExpression] })],
);

/** Under which topics a matched event can be looked back for. */
export const eventTopic = pgTable(
  "event_topic",
  {
    topic: bytea("topic").notNull(),
    no: count("no").notNull(),
    seq: count("seq").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.topic, table.no] })],
);

/** One row: who may match, and the numbers it goes on from. */
export const matcher = pgTable(
  "matcher",
  {
    one: boolean("one").primaryKey().default(true),
    holder: text("holder"),
    pid: integer("pid"),
    epoch: count("epoch").notNull().default(0),
    until: instant("until").notNull().default("-infinity"),
    no: count("no").notNull().default(0),
    routing: count("routing").notNull().default(0),
  },
  (table) => [check("matcher_one_check", sql`${table.one}`)],
);

/** A flow did not take an event, for a reason that depended on the state of things; version 0: the event itself was refused. */
export const refusal = pgTable(
  "refusal",
  {
    seq: count("seq").notNull(),
    flow: text("flow").notNull(),
    version: integer("version").notNull(),
    code: text("code").notNull(),
    detail: text("detail").notNull(),
    run: text("run"),
  },
  (table) => [primaryKey({ columns: [table.seq, table.flow] })],
);

const DEAD_LETTER_KINDS = ["event", "start", "delivery"] as const;

/** What could not be matched, started or delivered, and waits for somebody to try it again or dismiss it. */
export const deadLetter = pgTable(
  "dead_letter",
  {
    id: count("id").generatedAlwaysAsIdentity().primaryKey(),
    kind: text("kind", { enum: DEAD_LETTER_KINDS }).notNull(),
    event: jsonb("event"),
    seq: count("seq"),
    run: text("run"),
    n: integer("n"),
    /** What was to be delivered, as it was; null for events and starts. */
    payload: jsonb("payload"),
    reason: text("reason").notNull(),
    attempts: integer("attempts").notNull(),
    createdAt: instant("created_at").notNull().default(clock),
    retriedAt: instant("retried_at"),
    dismissedAt: instant("dismissed_at"),
  },
  (table) => [
    check("dead_letter_kind_check", inArray(table.kind, DEAD_LETTER_KINDS)),
    index("dead_letter_seq").on(table.seq),
    index("dead_letter_open")
      .on(table.id)
      .where(sql`${and(isNull(table.retriedAt), isNull(table.dismissedAt))}`),
  ],
);
