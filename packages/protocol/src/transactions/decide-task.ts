import type { JsonObject } from "@throughline/flow";
import { numberDelivery, takesNumbers } from "../run-state.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import type { TaskRow } from "../rows.ts";
import { transaction } from "../transaction.ts";

export interface DecideTaskRequest {
  readonly task: string;
  readonly decision: string;
  readonly values: JsonObject;
  readonly by: string;
}

export type DecideTaskAnswer =
  | { readonly kind: "decided"; readonly task: TaskRow }
  /** Decided, overdue or withdrawn before: what happened instead. */
  | { readonly kind: "too-late"; readonly task: TaskRow }
  | { readonly kind: "not-found" };

/** A person decided: the task's row and a delivery in one commit. Temporal is not asked. */
export const decideTask = transaction({
  name: "decide-task",
  matching: "none",
  needs: ({ task }: DecideTaskRequest) => ({ run: { ofTask: task }, task, clock: true }) as const,
  decide({ decision, values, by }, { run, task, clock }): Decision<DecideTaskAnswer> {
    if (task === null) return onlyAnswer({ kind: "not-found" });
    if (task.state !== "open" || !takesNumbers(run)) return onlyAnswer({ kind: "too-late", task });
    const decided: TaskRow = { ...task, state: "decided", decision, values, by };
    const at = new Date(clock).toISOString();
    const { id, step } = task;
    const numbered = numberDelivery(run, { kind: "decision", task: id, step, decision, values, by, at });
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
  },
});
