import type { RunRow, TaskRow } from "../rows.ts";
import type { DecideAnswer, DecideRequest } from "../store.ts";
import { numberDelivery, takesNumbers } from "./run-state.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

/** Decides a human decision on the task's row; `at` is database time (ms). Temporal is not asked. */
export function decideTask(
  request: DecideRequest,
  rows: { readonly run: RunRow | null; readonly task: TaskRow | null; readonly at: number },
): Decision<DecideAnswer> {
  const { run, task } = rows;
  if (task === null) return onlyAnswer({ kind: "not-found" });
  if (task.state !== "open" || !takesNumbers(run)) return onlyAnswer({ kind: "too-late", task });
  const { decision, values, by } = request;
  const decided: TaskRow = { ...task, state: "decided", decision, values, by };
  const at = new Date(rows.at).toISOString();
  const numbered = numberDelivery(run, {
    kind: "decision",
    task: task.id,
    step: task.step,
    decision,
    values,
    by,
    at,
  });
  return {
    answer: { kind: "decided", task: decided },
    writes: {
      ...NO_WRITES,
      runs: [numbered.run],
      tasks: [decided],
      deliveries: [numbered.delivery],
      announce: [run.id],
    },
  };
}
