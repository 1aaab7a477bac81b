import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface TaskViewRow {
  readonly id: string;
  readonly run: string;
  readonly flow: string;
  readonly flowName: string;
  readonly node: string;
  readonly subject: string;
  readonly queue: string;
  readonly title: string;
  readonly body: string;
  readonly form: Json;
  readonly decisions: readonly { readonly key: string; readonly label: string }[];
  readonly state: "open" | "decided" | "overdue" | "withdrawn";
  readonly claimedBy: string | null;
  readonly dueAt: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly decision: string | null;
  readonly values: Json;
  readonly decidedBy: string | null;
}

export interface TaskFilter {
  readonly state: "open" | "ended";
  readonly queue?: string | undefined;
  readonly run?: string | undefined;
  /** Id of the last task of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const columns = (sql: Sql) => sql`
  t.id, t.run, t.flow, f.name as "flowName", t.node, t.subject, t.queue, t.title, t.body, t.form, t.decisions, t.state,
  t.claimed_by as "claimedBy", t.due_at as "dueAt", t.created_at as "createdAt", t.ended_at as "endedAt",
  t.decision, t."values", t.decided_by as "decidedBy"`;

/** The inbox: open tasks oldest first, ended ones newest first. */
export async function listTasks(sql: Sql, filter: TaskFilter): Promise<TaskViewRow[]> {
  const { queue, run, after } = filter;
  const isOpen = filter.state === "open";
  const last = (id: string) => sql`(select created_at, id from task where id = ${id})`;
  const beyond = (id: string) =>
    isOpen ? sql`(t.created_at, t.id) > ${last(id)}` : sql`(t.created_at, t.id) < ${last(id)}`;
  const rows = await sql`
    select ${columns(sql)} from task t join flow f on f.key = t.flow
    where ${isOpen ? sql`t.state = 'open'` : sql`t.state in ('decided', 'overdue', 'withdrawn')`}
      and ${queue === undefined ? sql`true` : sql`t.queue = ${queue}`}
      and ${run === undefined ? sql`true` : sql`t.run = ${run}`}
      and ${after === undefined ? sql`true` : beyond(after)}
    order by ${isOpen ? sql`t.created_at, t.id` : sql`t.created_at desc, t.id desc`}
    limit ${filter.limit}`;
  return rows.map((row) => plainRow<TaskViewRow>(row));
}

/** One task, or null. */
export async function readTaskView(sql: Sql, id: string): Promise<TaskViewRow | null> {
  const [row] =
    await sql`select ${columns(sql)} from task t join flow f on f.key = t.flow where t.id = ${id}`;
  return row === undefined ? null : plainRow<TaskViewRow>(row);
}
