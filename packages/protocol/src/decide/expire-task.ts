import type { RunRow, TaskRow } from "../rows.ts";
import type { RunClosed } from "../store.ts";
import { isLive, toRunClosed } from "./run-state.ts";
import { NO_WRITES, onlyAnswer } from "./writes.ts";
import type { Decision } from "./writes.ts";

export type ExpireTaskAnswer =
  | { readonly kind: "answer"; readonly answer: "overdue" | "decided" }
  | RunClosed;

/** Decides `expire-task`: of decision and due time, whoever reaches the row first wins. */
export function expireTask(rows: {
  readonly run: RunRow | null;
  readonly task: TaskRow | null;
}): Decision<ExpireTaskAnswer> {
  const { run, task } = rows;
  if (!isLive(run)) return onlyAnswer(toRunClosed(run));
  if (task?.state === "decided") return onlyAnswer({ kind: "answer", answer: "decided" });
  const tasks = task?.state === "open" ? [{ ...task, state: "overdue" as const }] : [];
  return { answer: { kind: "answer", answer: "overdue" }, writes: { ...NO_WRITES, tasks } };
}
