import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });

export const task = pgTable("task", {
  id: text("id").primaryKey(),
  run: text("run").notNull(),
  step: text("step").notNull(),
  node: text("node").notNull(),
  flow: text("flow").notNull(),
  subject: text("subject").notNull(),
  queue: text("queue").notNull(),
  title: text("title").notNull(),
  body: text("body").notNull(),
  form: jsonb("form").notNull(),
  decisions: jsonb("decisions").notNull(),
  dueAt: instant("due_at"),
  escalate: jsonb("escalate").notNull().default([]),
  escalatedAt: instant("escalated_at"),
  nextEscalationAt: instant("next_escalation_at"),
  state: text("state", { enum: ["open", "decided", "overdue", "withdrawn"] }).notNull(),
  claimedBy: text("claimed_by"),
  claimedAt: instant("claimed_at"),
  decision: text("decision"),
  values: jsonb("values"),
  decidedBy: text("decided_by"),
  endedAt: instant("ended_at"),
  createdAt: instant("created_at").notNull().defaultNow(),
});
