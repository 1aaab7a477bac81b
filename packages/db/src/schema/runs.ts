import { bigint, integer, jsonb, pgTable, primaryKey, smallint, text, timestamp } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });

export const run = pgTable("run", {
  id: text("id").primaryKey(),
  flow: text("flow").notNull(),
  version: integer("version").notNull(),
  planHash: text("plan_hash").notNull(),
  subject: text("subject").notNull(),
  state: text("state", { enum: ["queued", "starting", "open", "closed", "refused", "lost"] }).notNull(),
  nextN: integer("next_n").notNull(),
  outcome: text("outcome"),
  reason: text("reason"),
  entrySeq: bigint("entry_seq", { mode: "number" }).notNull(),
  entry: jsonb("entry").notNull(),
  triggerStep: integer("trigger_step").notNull(),
  priority: smallint("priority").notNull(),
  predecessor: text("predecessor"),
  trail: jsonb("trail"),
  suspectedAt: instant("suspected_at"),
  startedAt: instant("started_at").notNull().defaultNow(),
  closedAt: instant("closed_at"),
  shown: jsonb("shown"),
  shownAt: instant("shown_at"),
});

export const visit = pgTable(
  "visit",
  {
    run: text("run").notNull(),
    node: text("node").notNull(),
    visit: integer("visit").notNull(),
    flow: text("flow").notNull(),
    version: integer("version").notNull(),
    state: text("state").notNull(),
    port: text("port"),
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (table) => [primaryKey({ columns: [table.run, table.node, table.visit] })],
);
