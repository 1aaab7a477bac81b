// The human side of a run: a task opens, is decided, or becomes overdue; its row is the arbiter.
import {
  decideTask,
  expireTask as decideExpireTask,
  nextEscalation,
  openTask as decideOpenTask,
  taskId,
} from "@throughline/protocol";
import type {
  DecideAnswer,
  DecideRequest,
  ExpireTaskAnswer,
  OpenTaskRequest,
  RunClosed,
  RunRow,
  TaskRow,
} from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { lockRun } from "./locks.ts";
import { TASK_COLUMNS } from "./read-rows.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";
import { writeRows } from "./write-rows.ts";

/** Writes the task of a visit; one that is there stays as it is. */
export function openTask(
  { sql }: StoreContext,
  request: OpenTaskRequest,
): Promise<{ readonly kind: "opened" } | RunClosed> {
  return transact(sql, async (tx) => {
    const run = await lockRun(tx, request.run);
    const task = await lockTask(tx, taskId(request.run, request.step));
    const { answer, writes } = decideOpenTask(request, { run, task });
    for (const row of writes.tasks) if (run !== null) await insertTask(tx, row, run, request);
    return answer;
  });
}

async function insertTask(
  tx: Transaction,
  row: TaskRow,
  run: RunRow,
  { node, content }: OpenTaskRequest,
): Promise<void> {
  await tx`
    insert into task (id, run, step, node, flow, subject, queue, title, body, form, decisions, due_at, escalate, next_escalation_at, state)
    values (
      ${row.id}, ${row.run}, ${row.step}, ${node}, ${run.flow}, ${run.subject}, ${content.queue}, ${content.title}, ${content.body},
      ${JSON.stringify(content.form)}::text::jsonb, ${JSON.stringify(content.decisions)}::text::jsonb,
      to_timestamp(${content.dueAt}::float8 / 1000), ${JSON.stringify(content.escalate)}::text::jsonb,
      to_timestamp(${nextEscalation({ escalate: content.escalate, escalatedAt: null })}::float8 / 1000), ${row.state}
    )`;
}

/** The due time has passed: whoever reaches the row first wins. */
export function expireTask(
  { sql }: StoreContext,
  request: { readonly run: string; readonly step: string },
): Promise<ExpireTaskAnswer> {
  return transact(sql, async (tx) => {
    const run = await lockRun(tx, request.run);
    const task = await lockTask(tx, taskId(request.run, request.step));
    const { answer, writes } = decideExpireTask({ run, task });
    await writeRows(tx, writes);
    return answer;
  });
}

/** A person decided: the task's row and a delivery in one commit, whether Temporal is there or not. */
export async function decide({ sql, news }: StoreContext, request: DecideRequest): Promise<DecideAnswer> {
  const answer = await transact(sql, async (tx) => {
    const [found] = await tx<{ run: string }[]>`select run from task where id = ${request.task}`;
    const run = found === undefined ? null : await lockRun(tx, found.run);
    const task = await lockTask(tx, request.task);
    const [clock] = await tx<
      { at: number }[]
    >`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at`;
    const decision = decideTask(request, { run, task, at: clock?.at ?? 0 });
    await writeRows(tx, decision.writes);
    return decision.answer;
  });
  if (answer.kind === "decided") news.tell("delivery");
  return answer;
}

async function lockTask(tx: Transaction, id: string): Promise<TaskRow | null> {
  const [row] = await tx<TaskRow[]>`select ${tx.unsafe(TASK_COLUMNS)} from task where id = ${id} for update`;
  return row ?? null;
}
