import { taskId } from "../ids.ts";
import { isLive, toRunClosed } from "../run-state.ts";
import type { RunClosed } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import type { TaskContent, TaskRow } from "../rows.ts";
import { transaction } from "../transaction.ts";

export interface OpenTaskRequest {
  readonly run: string;
  readonly step: string;
  readonly node: string;
  readonly content: TaskContent;
}

export type OpenTaskAnswer = { readonly kind: "opened" } | RunClosed;

/** Writes the task of a visit; one that is there stays as it is. */
export const openTask = transaction({
  name: "open-task",
  matching: "none",
  needs: ({ run, step }: OpenTaskRequest) => ({ run, task: taskId(run, step) }),
  decide({ step, node, content }, { run, task }): Decision<OpenTaskAnswer> {
    if (!isLive(run)) return onlyAnswer(toRunClosed(run));
    if (task !== null) return onlyAnswer({ kind: "opened" });
    const { id, flow, subject } = run;
    const opened: TaskRow = {
      id: taskId(id, step),
      run: id,
      step,
      state: "open",
      decision: null,
      values: null,
      by: null,
    };
    return {
      answer: { kind: "opened" },
      writes: { ...NO_WRITES, newTasks: [{ task: opened, node, flow, subject, content }] },
    };
  },
});
