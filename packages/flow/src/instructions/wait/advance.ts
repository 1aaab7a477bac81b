import type { Json } from "../../json.ts";
import type { Delivery, SinceFrom } from "../../stepper/facts.ts";
import type { Token } from "../../stepper/state.ts";
import {
  ask,
  block,
  emitVisit,
  hasRoom,
  isEntered,
  leave,
  moveTo,
  ownRecord,
  park,
  scopeOf,
} from "../../stepper/turn.ts";
import type { Turn } from "../../stepper/turn.ts";
import { clocksOf } from "../../stepper/zones.ts";
import type { Behaviour, StepOf } from "../behaviour.ts";
import { findDeadline } from "../deadline.ts";
import { waitKey, waitRows } from "./rows.ts";
import type { WaitRows } from "./rows.ts";

type EventDelivery = Extract<Delivery, { kind: "event" }>;

/** Waits for one of some events or for time. The row in the database decides between the two. */
export const wait: Behaviour<"wait"> = {
  enter(turn, token, step) {
    const isOpen = step.events.length === 0 || (step.static && token.visit === 1);
    const rows = isOpen ? openRows(turn, step) : waitRows(step, scopeOf(turn), clocksOf(turn));
    if (!rows.ok) return park(turn, token, "expression-error", rows.message);
    if (!isOpen && !hasRoom(turn, token)) return;
    const deadline = findDeadline(turn, token, step.timeout);
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
    if (!isEntered(token)) return false;
    if (delivery.kind === "event") {
      if (isTaken(turn, step, delivery)) {
        // The visit's rows are used up; a new one opens its own, and leaves out what was taken.
        emitVisit(turn, token, "cancelled");
        moveTo(turn, token, step.id);
        return true;
      }
      const endedBy = ownRecord(turn, "endedBy");
      endedBy[step.id] = [...(endedBy[step.id] ?? []), delivery.event.no];
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

/** Rows that are open since entry. With a key that is no key there are none, and no event would ever come. */
function openRows(turn: Turn, step: StepOf<"wait">): WaitRows {
  const key = step.events.length === 0 ? NO_KEY : waitKey(step, scopeOf(turn), clocksOf(turn));
  return key.ok ? NO_ROWS : key;
}

const NO_KEY = { ok: true } as const;
const NO_ROWS = { ok: true, rows: [] } as const;

function satisfy(turn: Turn, token: Token, port: string, output: Json): void {
  turn.state.profileIsStale = true;
  leave(turn, token, port, output);
}

/**
 * Whether an event ended another wait before, and this one does not take it again. A wait that was open since entry may
 * have been given it while the run was elsewhere.
 */
function isTaken(turn: Turn, step: StepOf<"wait">, { port, event }: EventDelivery): boolean {
  const takesAgain = step.events.some((one) => one.type === event.type && one.port === port && one.again);
  return !takesAgain && Object.values(turn.state.endedBy).some((numbers) => numbers.includes(event.no));
}

/** What of the past the visit counts: never what ended a wait of the run, unless it takes that again. */
function sinceOf(turn: Turn, token: Token, step: StepOf<"wait">): SinceFrom {
  const { endedBy } = turn.state;
  const from = fromOf(turn, token, step);
  const taken = Object.values(endedBy).flatMap((numbers) => numbers.filter((no) => no > from.no));
  return taken.length === 0 ? from : { ...from, taken: taken.toSorted((a, b) => a - b) };
}

/** Never before the event that ended the visit before: a loop would find it again. */
function fromOf(turn: Turn, token: Token, { id, since }: StepOf<"wait">): SinceFrom {
  const ended = turn.state.endedBy[id]?.at(-1) ?? 0;
  switch (since.kind) {
    case "run":
      return { no: Math.max(turn.state.entry.trigger.no, ended) };
    case "step":
      return { no: ended, at: token.previousAt };
    case "look-back":
      return { no: ended, at: token.startedAt - since.ms };
  }
}
