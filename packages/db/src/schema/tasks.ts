import { eq, inArray, isNotNull, sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { clock, instant, jsonb } from "./columns.ts";
import { run } from "./runs.ts";

const TASK_STATES = ["open", "decided", "overdue", "withdrawn"] as const;

/** What a run asks people to decide. */
export const task = pgTable(
  "task",
  {
    /** `<run>.<node>.<visit>`. */
    id: text("id").primaryKey(),
    run: text("run")
      .notNull()
      .references(() => run.id, { onDelete: "cascade" }),
    step: text("step").notNull(),
    node: text("node").notNull(),
    flow: text("flow").notNull(),
    subject: text("subject").notNull(),
    queue: text("queue").notNull(),
    title: text("title").notNull(),
    body: text("body").notNull(),
    form: jsonb("form").notNull(),
    decisions: jsonb("decisions")
      .$type<readonly { readonly key: string; readonly label: string }[]>()
      .notNull(),
    dueAt: instant("due_at"),
    escalate: jsonb("escalate")
      .$type<readonly { readonly at: number; readonly to: string }[]>()
      .notNull()
      .default(sql`'[]'`),
    /** Every entry of `escalate` up to then is used up. */
    escalatedAt: instant("escalated_at"),
    nextEscalationAt: instant("next_escalation_at"),
    state: text("state", { enum: TASK_STATES }).notNull(),
    claimedBy: text("claimed_by"),
    claimedAt: instant("claimed_at"),
    decision: text("decision"),
    values: jsonb("values"),
    decidedBy: text("decided_by"),
    endedAt: instant("ended_at"),
    createdAt: instant("created_at").notNull().default(clock),
  },
  (table) => [
    check("task_state_check", inArray(table.state, TASK_STATES)),
    index("task_inbox").on(table.state, table.queue, table.createdAt),
    index("task_created").on(table.createdAt),
    index("task_ended").on(table.endedAt).where(isNotNull(table.endedAt)),
    index("task_run").on(table.run),
    index("task_escalation").on(table.nextEscalationAt).where(eq(table.state, "open")),
    index("task_escalated").on(table.escalatedAt).where(isNotNull(table.escalatedAt)),
  ],
);
