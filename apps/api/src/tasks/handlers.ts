import { decideTask } from "@throughline/protocol";
import { claimTask, listTasks, readTaskView } from "@throughline/db";
import type { TaskViewRow } from "@throughline/db";
import { jsonObjectSchema } from "@throughline/contract";
import { sayIssue } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import { toPointer } from "@throughline/intake";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { rowCursor, toPage } from "../http/page.ts";
import { ProblemError } from "../http/problem.ts";
import type { PathProblem } from "../http/problem.ts";

export const taskHandlers: SomeHandlers<"listTasks" | "getTask" | "claimTask" | "decideTask"> = {
  async listTasks({ query }, deps) {
    const after = await rowCursor(query.after, async (id) => (await readTaskView(deps.sql, id)) !== null);
    const rows = await listTasks(deps.sql, { ...query, after, limit: query.limit + 1 });
    return toPage(rows, query.limit, (task) => task.id);
  },

  getTask: ({ params }, deps) => findTask(params.id, deps),

  async claimTask({ params, body, who }, deps) {
    const isDone = await claimTask(deps.sql, { task: params.id, by: who.actor, claim: body.claim });
    const task = await findTask(params.id, deps);
    if (isDone) return task;
    throw new ProblemError(
      409,
      task.state === "open"
        ? `Cannot take the task: ${task.claimedBy ?? "somebody"} has it`
        : `Cannot take the task: it is ${task.state}`,
    );
  },

  async decideTask({ params, body, who, note }, deps) {
    const task = await findTask(params.id, deps);
    const values = checkDecision(task, body.decision, body.values ?? {});
    note({ decision: body.decision });
    const answer = await deps.store.transact(decideTask, {
      task: task.id,
      decision: body.decision,
      values,
      by: who.actor,
    });
    if (answer.kind === "not-found") throw noTask(params.id);
    const now = await findTask(params.id, deps);
    if (answer.kind === "too-late")
      throw new ProblemError(409, `Cannot decide the task: ${whatHappened(now)}`);
    return now;
  },
};

/** The values, checked against the task's own form; a task that ended meanwhile is judged by the store alone. */
function checkDecision(task: TaskViewRow, decision: string, values: JsonObject): JsonObject {
  const problems: PathProblem[] = [];
  if (!task.decisions.some((choice) => choice.key === decision)) {
    const keys = task.decisions.map((choice) => choice.key).join(", ");
    problems.push({ path: "/decision", message: `is not one of the decisions of this task: ${keys}` });
  }
  const form = toFormSchema(task.form);
  const parsed = form.safeParse(values, { error: sayIssue });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      problems.push({ path: `/values${toPointer(issue.path)}`, message: issue.message });
    }
  }
  if (problems.length > 0) {
    throw new ProblemError(422, "Cannot decide the task: some values are not right", { problems });
  }
  return values;
}

function toFormSchema(form: Json): z.ZodType {
  const isEmpty = typeof form !== "object" || form === null || Object.keys(form).length === 0;
  return isEmpty ? jsonObjectSchema : z.fromJSONSchema(form as Parameters<typeof z.fromJSONSchema>[0]); // checked at publish
}

function whatHappened(task: TaskViewRow): string {
  switch (task.state) {
    case "decided":
      return `${task.decidedBy ?? "somebody"} decided "${task.decision ?? ""}" before`;
    case "overdue":
      return "its due time has passed and the journey went on";
    case "withdrawn":
      return "its run ended, so it is withdrawn";
    case "open":
      return "its journey has just ended";
  }
}

async function findTask(id: string, deps: Deps): Promise<TaskViewRow> {
  const task = await readTaskView(deps.sql, id);
  if (task === null) throw noTask(id);
  return task;
}

function noTask(id: string): ProblemError {
  return new ProblemError(404, `Cannot find task "${id}": there is none with this id`);
}
