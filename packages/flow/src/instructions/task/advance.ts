import { instantText } from "../../instant-text.ts";
import type { JsonObject } from "../../json.ts";
import type { Command } from "../../stepper/facts.ts";
import type { Token } from "../../stepper/state.ts";
import { pickPaths } from "../../stepper/pick-paths.ts";
import { ask, block, hasRoom, isEntered, leave, park, scopeOf } from "../../stepper/turn.ts";
import type { Turn } from "../../stepper/turn.ts";
import type { Behaviour, StepOf } from "../behaviour.ts";
import { findDeadline } from "../deadline.ts";

/** Asks a person; the task's row decides between the decision and the due time. */
export const task: Behaviour<"task"> = {
  enter(turn, token, step) {
    if (!hasRoom(turn, token)) return;
    const due = findDeadline(turn, token, step.due);
    if (due.kind === "error") return park(turn, token, "expression-error", `due: ${due.message}`);
    const escalate: { at: number; to: string }[] = [];
    for (const { after, to } of step.escalate) {
      const time = findDeadline(turn, token, { kind: "after-span", span: after });
      if (time.kind === "error") return park(turn, token, "expression-error", `escalate: ${time.message}`);
      if (time.kind === "at") escalate.push({ at: time.at, to });
    }
    openTask(turn, token, step, { dueAt: due.kind === "at" ? due.at : null, escalate });
  },
  deliver(turn, token, _step, delivery) {
    if (!isEntered(token)) return false;
    if (delivery.kind === "undeliverable") park(turn, token, "undeliverable", delivery.reason);
    if (delivery.kind === "decision") {
      const { decision, values, by, at } = delivery;
      satisfy(turn, token, decision, { decision, values, by, at });
    }
    return true;
  },
  answer(turn, token, step, answer) {
    if (answer.kind === "failed" && token.phase === "opening")
      return park(turn, token, answer.code, answer.message);
    if (answer.kind === "overdue" && token.phase === "expiring") {
      const at = instantText(turn.now);
      if (answer.answer === "overdue")
        satisfy(turn, token, "overdue", { decision: null, values: {}, by: null, at });
      else block(turn, token, "awaited");
    }
  },
  expire(turn, token, step) {
    ask(turn, { kind: "expire-task", step: token.at, name: step.name }, `expire-task ${token.at}`);
    block(turn, token, "expiring");
  },
  ports: ({ decisions, due }) => [
    ...decisions.map(({ key }) => key),
    ...(due === undefined ? [] : ["overdue"]),
  ],
  // One that is computed is known to the task alone.
  standing: ({ queue, name }) => ({
    state: "human",
    waitingFor: [`task:${queue.includes("{{") || queue.includes("{%") ? name : queue}`],
  }),
};

type TaskTimes = Pick<Extract<Command, { kind: "open-task" }>, "dueAt" | "escalate">;

function openTask(turn: Turn, token: Token, step: StepOf<"task">, { dueAt, escalate }: TaskTimes): void {
  const { queue, title, body, form, decisions, name } = step;
  const scope = scopeOf(turn);
  block(turn, token, "opening", dueAt === null ? {} : { deadline: dueAt });
  ask(
    turn,
    {
      kind: "open-task",
      step: token.at,
      name,
      queue,
      title,
      body,
      form,
      decisions,
      dueAt,
      escalate,
      scope: { ...pickPaths(scope, step.scopePaths), subject: scope.subject, run: scope.run },
    },
    `open ${token.at}`,
  );
}

function satisfy(turn: Turn, token: Token, port: string, output: JsonObject): void {
  turn.state.profileIsStale = true;
  leave(turn, token, port, output);
}
