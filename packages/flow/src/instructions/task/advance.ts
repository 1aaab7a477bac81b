import { instantText } from "../../instant-text.ts";
import type { JsonObject } from "../../json.ts";
import type { Token } from "../../stepper/state.ts";
import { pickPaths } from "../../stepper/pick-paths.ts";
import { ask, block, hasRoom, leave, park, scopeOf, updateToken } from "../../stepper/turn.ts";
import type { Turn } from "../../stepper/turn.ts";
import type { Behaviour, StepOf } from "../behaviour.ts";
import { findDeadline } from "../deadline.ts";

/** Asks a person; the task's row decides between the decision and the due time. */
export const task: Behaviour<"task"> = {
  enter(turn, token, step) {
    if (!hasRoom(turn, token)) return;
    if (token.deadline !== undefined) return openTask(turn, token, step, token.deadline);
    const due = findDeadline(turn, token, step.name, step.due);
    if (due.kind === "error") return park(turn, token, "expression-error", `due: ${due.message}`);
    if (due.kind === "asked") block(turn, token, "instant");
    else openTask(turn, token, step, due.kind === "at" ? due.at : null);
  },
  deliver(turn, token, _step, delivery) {
    if (token.phase === "ready" || token.phase === "profile") return false;
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
    if (answer.kind === "instant" && token.phase === "instant") {
      // Entered again with its due time known, unless the run is held just now.
      updateToken(token, { deadline: answer.instant, phase: "ready" });
    }
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

function openTask(turn: Turn, token: Token, step: StepOf<"task">, dueAt: number | null): void {
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
      escalate: step.escalate.map(({ afterMs, to }) => ({ at: token.startedAt + afterMs, to })),
      scope: { ...pickPaths(scope, step.scopePaths), subject: scope.subject, run: scope.run },
    },
    `open ${token.at}`,
  );
}

function satisfy(turn: Turn, token: Token, port: string, output: JsonObject): void {
  turn.state.profileIsStale = true;
  leave(turn, token, port, output);
}
