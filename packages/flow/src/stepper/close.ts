// The end of a run: the row is asked to close, and what it says stands.
import type { Fact } from "./facts.ts";
import type { Turn } from "./turn.ts";

/** Asks `close-run` once nothing is in flight any more and no delivery it named is missing. */
export function closeRun(turn: Turn): void {
  const { state } = turn;
  const { closing } = state;
  if (closing === null || closing.isAsked || state.isPaused || state.isDraining) return;
  if (state.inFlight.length > 0 || state.handled + 1 < closing.from) return;
  state.closing = { ...closing, isAsked: true };
  state.inFlight.push("close");
  turn.commands.push({ kind: "close", outcome: closing.outcome, handled: state.handled });
}

/** Closed: the stored outcome ends the run. Behind: deliveries below `nextN` come first. */
export function takeCloseAnswer(turn: Turn, answer: Extract<Fact, { kind: "closed" }>["answer"]): void {
  const { state } = turn;
  if (state.closing === null) return;
  state.inFlight = state.inFlight.filter((name) => name !== "close");
  if (answer.kind === "behind") {
    state.closing = { ...state.closing, isAsked: false, from: answer.nextN };
    return;
  }
  state.finished = answer.outcome;
  turn.commands.push({ kind: "finish", outcome: answer.outcome });
}
