import type { Fact } from "@throughline/flow";
import { taskId } from "../ids.ts";
import { isLive, toRunClosed } from "../run-state.ts";
import type { RunClosed } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface ExpireTaskRequest {
  readonly run: string;
  readonly step: string;
}

export type ExpireTaskAnswer =
  | { readonly kind: "answer"; readonly answer: Extract<Fact, { kind: "overdue" }>["answer"] }
  | RunClosed;

/** Of decision and due time, whoever reaches the row first wins. */
export const expireTask = transaction({
  name: "expire-task",
  matching: "none",
  needs: ({ run, step }: ExpireTaskRequest) => ({ run, task: taskId(run, step) }),
  decide(_request, { run, task }): Decision<ExpireTaskAnswer> {
    if (!isLive(run)) return onlyAnswer(toRunClosed(run));
    if (task?.state === "decided") return onlyAnswer({ kind: "answer", answer: "decided" });
    const tasks = task?.state === "open" ? [{ ...task, state: "overdue" as const }] : [];
    return { answer: { kind: "answer", answer: "overdue" }, writes: { ...NO_WRITES, tasks } };
  },
});
