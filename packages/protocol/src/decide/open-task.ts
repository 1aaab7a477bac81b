import type { RunRow, TaskRow } from "../rows.ts";
import type { OpenTaskRequest, RunClosed } from "../store.ts";
import { taskId } from "./ids.ts";
import { isLive, toRunClosed } from "./run-state.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

/** Decides `open-task`: a task that is there stays as it is. Its content is written beside the row it answers with. */
export function openTask(
  { run: id, step }: Pick<OpenTaskRequest, "run" | "step">,
  rows: { readonly run: RunRow | null; readonly task: TaskRow | null },
): Decision<{ readonly kind: "opened" } | RunClosed> {
  if (!isLive(rows.run)) return onlyAnswer(toRunClosed(rows.run));
  if (rows.task !== null) return onlyAnswer({ kind: "opened" });
  const task: TaskRow = {
    id: taskId(id, step),
    run: id,
    step,
    state: "open",
    decision: null,
    values: null,
    by: null,
  };
  return { answer: { kind: "opened" }, writes: { ...NO_WRITES, tasks: [task] } };
}
