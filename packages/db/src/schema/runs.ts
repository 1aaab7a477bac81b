// Runs and what belongs to one: its place in the queue of its subject, its waits, what is delivered to it, where it has been.
import type { JsonObject } from "@throughline/flow";
import { and, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, clock, count, instant, jsonb } from "./columns.ts";

const RUN_STATES = ["queued", "starting", "open", "closed", "refused", "lost"] as const;

export const run = pgTable(
  "run",
  {
    id: text("id").primaryKey(),
    flow: text("flow").notNull(),
    version: integer("version").notNull(),
    planHash: text("plan_hash").notNull(),
    subject: text("subject").notNull(),
    state: text("state", { enum: RUN_STATES }).notNull(),
    /** The number the next delivery gets. */
    nextN: integer("next_n").notNull(),
    outcome: text("outcome"),
    reason: text("reason"),
    entrySeq: count("entry_seq").notNull(),
    entry: jsonb("entry").notNull(),
    triggerStep: text("trigger_step").notNull(),
    priority: smallint("priority").notNull(),
    /** The run this one waits for while queued. */
    predecessor: text("predecessor"),
    trail: jsonb("trail"),
    suspectedAt: instant("suspected_at"),
    startedAt: instant("started_at").notNull().default(clock),
    closedAt: instant("closed_at"),
    /** What the run's sink last said; nothing that decides anything reads it. */
    shown: jsonb("shown"),
    shownAt: instant("shown_at"),
  },
  (table) => [
    check("run_state_check", inArray(table.state, RUN_STATES)),
    // A refused run never was one: its event may start another, and of those there is one.
    uniqueIndex("run_once").on(table.flow, table.entrySeq).where(ne(table.state, "refused")),
    index("run_flow_started").on(table.flow, table.startedAt.desc().nullsFirst(), table.id),
    index("run_started").on(table.startedAt.desc().nullsFirst(), table.id),
    index("run_subject").on(table.subject, table.startedAt.desc().nullsFirst()),
    index("run_open")
      .on(table.id)
      .where(inArray(table.state, ["starting", "open"])),
    index("run_queued").on(table.predecessor).where(eq(table.state, "queued")),
    index("run_shown").on(table.shownAt).where(isNotNull(table.shownAt)),
    index("run_closed").on(table.closedAt).where(isNotNull(table.closedAt)),
    index("run_flow_open")
      .on(table.flow)
      .where(inArray(table.state, ["queued", "starting", "open"])),
    index("run_parked")
      .on(table.id)
      .where(
        sql`${and(inArray(table.state, ["starting", "open"]), sql`${table.shown} ->> 'state' = 'parked'`)}`,
      ),
    index("run_entry_seq").on(table.entrySeq),
  ],
);

/** What decides re-entry: one row per flow and subject. */
export const entry = pgTable(
  "entry",
  {
    flow: text("flow").notNull(),
    subject: text("subject").notNull(),
    activeRun: text("active_run"),
    lastEnteredAt: instant("last_entered_at"),
    count: integer("count").notNull().default(0),
    queued: text("queued")
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (table) => [primaryKey({ columns: [table.flow, table.subject] })],
);

const WAIT_STATES = ["open", "matched", "expiring", "expired"] as const;

export const wait = pgTable(
  "wait",
  {
    run: text("run")
      .notNull()
      .references(() => run.id, { onDelete: "cascade" }),
    /** `node.visit`. */
    step: text("step").notNull(),
    i: smallint("i").notNull(),
    topic: bytea("topic").notNull(),
    type: text("type").notNull(),
    filter: text("filter"),
    bindings: jsonb("bindings").$type<JsonObject>().notNull(),
    fromNo: count("from_no").notNull(),
    port: text("port").notNull(),
    state: text("state", { enum: WAIT_STATES }).notNull(),
    matchedN: integer("matched_n"),
    deadline: instant("deadline"),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.step, table.i] }),
    check("wait_state_check", inArray(table.state, WAIT_STATES)),
    index("wait_topic")
      .on(table.topic)
      .where(inArray(table.state, ["open", "expiring"])),
    index("wait_expiring").on(table.deadline).where(eq(table.state, "expiring")),
  ],
);

const DELIVERY_STATES = ["pending", "settled"] as const;

export const delivery = pgTable(
  "delivery",
  {
    run: text("run")
      .notNull()
      .references(() => run.id, { onDelete: "cascade" }),
    n: integer("n").notNull(),
    kind: text("kind").notNull(),
    payload: jsonb("payload").notNull(),
    seq: count("seq"),
    /** `node.visit` of the wait an event satisfied. */
    wait: text("wait"),
    state: text("state", { enum: DELIVERY_STATES }).notNull().default("pending"),
    settledAs: text("settled_as"),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull().default(clock),
    settledAt: instant("settled_at"),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.n] }),
    check("delivery_state_check", inArray(table.state, DELIVERY_STATES)),
    uniqueIndex("delivery_once").on(table.run, table.wait, table.seq).where(eq(table.kind, "event")),
    index("delivery_seq").on(table.seq),
  ],
);

/** Runs that have unsettled deliveries: what deliverers claim. */
export const outbox = pgTable(
  "outbox",
  {
    run: text("run")
      .primaryKey()
      .references(() => run.id, { onDelete: "cascade" }),
    priority: smallint("priority").notNull(),
    nextAttemptAt: instant("next_attempt_at").notNull().default(clock),
    claim: text("claim"),
    claimedUntil: instant("claimed_until"),
    createdAt: instant("created_at").notNull().default(clock),
  },
  (table) => [index("outbox_next").on(table.priority, table.nextAttemptAt)],
);

/** What the runs' sinks say, grouped: positions and counts per node. Best effort. */
export const visit = pgTable(
  "visit",
  {
    run: text("run").notNull(),
    node: text("node").notNull(),
    visit: integer("visit").notNull(),
    flow: text("flow").notNull(),
    version: integer("version").notNull(),
    state: text("state", { enum: ["active", "left", "parked", "cancelled"] }).notNull(),
    port: text("port"),
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.node, table.visit] }),
    index("visit_flow_node").on(table.flow, table.version, table.node, table.state),
    index("visit_flow").on(table.flow, table.version),
  ],
);

/** What a step really sent: rendered, without secrets. For looking at; the newest try counts. */
export const sentInput = pgTable(
  "sent_input",
  {
    run: text("run")
      .notNull()
      .references(() => run.id, { onDelete: "cascade" }),
    /** `node.visit`. */
    step: text("step").notNull(),
    what: jsonb("what").notNull(),
    at: instant("at").notNull().default(clock),
  },
  (table) => [primaryKey({ columns: [table.run, table.step] })],
);
