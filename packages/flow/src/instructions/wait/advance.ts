import type { Json } from "../../json.ts";
import type { SinceFrom } from "../../stepper/facts.ts";
import type { Token } from "../../stepper/state.ts";
import { ask, block, hasRoom, leave, ownRecord, park, scopeOf } from "../../stepper/turn.ts";
import type { Turn } from "../../stepper/turn.ts";
import type { Behaviour, StepOf } from "../behaviour.ts";
import { findDeadline } from "../deadline.ts";
import { waitRows } from "./rows.ts";
import type { WaitRows } from "./rows.ts";

/** Waits for one of some events or for time. The row in the database decides between the two. */
export const wait: Behaviour<"wait"> = {
  enter(turn, token, step) {
    const isOpen = step.events.length === 0 || (step.static && token.visit === 1);
    // Also where the rows are open since entry: with a key that is no key there are none, and no event would ever come.
    const rows: WaitRows = step.events.length === 0 ? { ok: true, rows: [] } : waitRows(step, scopeOf(turn));
    if (!rows.ok) return park(turn, token, "expression-error", rows.message);
    if (!isOpen && !hasRoom(turn, token)) return;
    const deadline = findDeadline(turn, token, step.name, step.timeout);
    if (deadline.kind === "error")
      return park(turn, token, "expression-error", `timeout: ${deadline.message}`);
    block(
      turn,
      token,
      isOpen ? "waiting" : "opening",
      deadline.kind === "at" ? { deadline: deadline.at } : {},
    );
    if (isOpen) return;
    const since = sinceOf(turn, token, step);
    ask(
      turn,
      { kind: "open-wait", step: token.at, name: step.name, rows: rows.rows, since },
      `open ${token.at}`,
    );
  },
  deliver(turn, token, step, delivery) {
    if (token.phase === "ready" || token.phase === "profile") return false;
    if (delivery.kind === "event") {
      ownRecord(turn, "endedBy")[step.id] = delivery.event.no;
      satisfy(turn, token, delivery.port, { port: delivery.port, event: delivery.event as unknown as Json });
    } else if (delivery.kind === "expired") satisfy(turn, token, "timeout", { port: "timeout" });
    else if (delivery.kind === "undeliverable") park(turn, token, "undeliverable", delivery.reason);
    return true;
  },
  answer(turn, token, _step, answer) {
    if (answer.kind !== "expired" || token.phase !== "expiring") return;
    if (answer.answer === "expired") satisfy(turn, token, "timeout", { port: "timeout" });
    else block(turn, token, "awaited");
  },
  expire(turn, token, step) {
    if (step.events.length === 0) return satisfy(turn, token, "timeout", { port: "timeout" });
    const deadline = token.deadline ?? turn.now;
    ask(turn, { kind: "expire-wait", step: token.at, name: step.name, deadline }, `expire ${token.at}`);
    block(turn, token, "expiring");
  },
  ports: ({ events, timeout }) => [
    ...events.map(({ port }) => port),
    ...(timeout === undefined ? [] : ["timeout"]),
  ],
  standing: ({ events }) => ({ state: "waiting", waitingFor: events.map(({ type }) => type) }),
};

function satisfy(turn: Turn, token: Token, port: string, output: Json): void {
  turn.state.profileIsStale = true;
  leave(turn, token, port, output);
}

/** Never before the event that ended the visit before: a loop would find it again. */
function sinceOf(turn: Turn, token: Token, { id, since }: StepOf<"wait">): SinceFrom {
  const ended = turn.state.endedBy[id] ?? 0;
  switch (since.kind) {
    case "run":
      return { no: Math.max(turn.state.entry.trigger.no, ended) };
    case "step":
      return { no: ended, at: token.previousAt };
    case "look-back":
      return { no: ended, at: token.startedAt - since.ms };
  }
}
